// A table whose heads sort it. Without this script it is a plain table, in the order in which the server gave it.
// A cell is compared by its data-sort-value, else by its text; numbers as numbers, a missing value always last.

const COLLATOR = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

export function makeSortable(table) {
  if (table.dataset.sortable) {
    return;
  }
  table.dataset.sortable = "yes";
  const status = statusAfter(table);
  for (const head of table.querySelectorAll("thead th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "saferplan-sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head, status));
    head.append(button);
    head.ariaSort = head.ariaSort ?? "none";
  }
}

function statusAfter(table) {
  const status = document.createElement("div");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  table.after(status);
  return status;
}

function sortBy(table, head, status) {
  const direction = head.ariaSort === "ascending" ? "descending" : "ascending";
  for (const other of table.querySelectorAll("thead th[data-sort]")) {
    other.ariaSort = other === head ? direction : "none";
  }
  const body = table.tBodies[0];
  const rows = [...body.rows].sort(byCell(head.cellIndex, direction === "ascending" ? 1 : -1));
  body.append(...rows);
  status.textContent = `Sorted by ${head.textContent.trim()}, ${direction}`;
}

function byCell(index, sign) {
  return (one, other) => {
    const [left, right] = [valueOf(one.cells[index]), valueOf(other.cells[index])];
    if (left === "" || right === "") {
      return (left === "") - (right === "");
    }
    return sign * compare(left, right);
  };
}

function valueOf(cell) {
  return (cell.dataset.sortValue ?? cell.textContent).trim();
}

function compare(left, right) {
  const difference = Number(left) - Number(right);
  return Number.isNaN(difference) ? COLLATOR.compare(left, right) : difference;
}
