// Filter and sort the list of cases, and open everything for printing. The page says all it has to say without this.
(() => {
  const table = document.getElementById("case-list");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const text = rows.map((row) => row.textContent.toLowerCase());
    const controls = document.getElementById("case-controls");
    const words = controls.querySelector("input");
    const outcome = controls.querySelector("select");
    const shown = controls.querySelector("output");
    const filter = () => {
      const wanted = words.value.trim().toLowerCase();
      let count = 0;
      rows.forEach((row, place) => {
        const fits = (!wanted || text[place].includes(wanted)) && (!outcome.value || row.dataset.outcome === outcome.value);
        row.hidden = !fits;
        count += fits;
      });
      shown.textContent = `${count} of ${rows.length}`;
    };
    words.addEventListener("input", filter);
    outcome.addEventListener("change", filter);
    controls.hidden = false;
    filter();
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        [...head.parentNode.cells].forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
        const collate = new Intl.Collator("zh", { numeric: true }).compare;
        const order = (a, b) => (isNaN(a) || isNaN(b) ? collate(a, b) : a - b);
        [...rows].sort((a, b) => (up ? 1 : -1) * order(key(a), key(b))).forEach((row) => body.append(row));
      });
    });
  }
  addEventListener("beforeprint", () => document.querySelectorAll("details.print").forEach((d) => (d.open = true)));
})();
