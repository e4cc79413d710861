// Passkeys: asks the browser for one and sends what it answers with the form. Forms stay hidden where that cannot be.
const known = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON

async function optionsOf(form) {
  if (!form.dataset.passkeyFrom) return JSON.parse(form.dataset.passkeyOptions)
  const answer = await fetch(form.dataset.passkeyFrom, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error("the site did not answer")
  return answer.json()
}

async function credentialFor(form) {
  const options = await optionsOf(form)
  if (form.dataset.passkey === "get") {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey)
    return navigator.credentials.get({ publicKey })
  }
  const told = options.creation_options.publicKey
  const alone = form.elements.passwordless?.checked
  if (alone) {
    told.authenticatorSelection = { ...told.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" }
  }
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(told) })
}

async function send(form) {
  const fault = form.querySelector("[data-passkey-fault]")
  fault.hidden = true
  try {
    form.elements.credential.value = JSON.stringify(await credentialFor(form))
  } catch {
    fault.textContent = "The passkey did not work. Try again, or use another way."
    fault.hidden = false
    return
  }
  form.submit()
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!known) continue
  form.hidden = false
  form.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault()
    send(form)
  })
  form.addEventListener("submit", (event) => event.preventDefault())
}
if (known) for (const text of document.querySelectorAll("[data-passkey-without]")) text.hidden = true
