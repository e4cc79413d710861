// What a choice of a list reveals stands below the list. Without this script it is always there.

export function letSelectsReveal(scope) {
  scope.querySelectorAll("[data-revealed-by]").forEach((revealed) => {
    const select = document.getElementById(revealed.dataset.revealedBy);
    const follow = () => {
      revealed.hidden = select.value !== revealed.dataset.choice;
    };
    select.addEventListener("change", follow);
    follow();
  });
}
