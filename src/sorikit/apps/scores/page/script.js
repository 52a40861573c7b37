const list = document.getElementById("items");
document.documentElement.classList.add("js");
if (list) {
  const items = [...list.querySelectorAll(".item")];
  const value = (item, key) => Number(item.dataset[key]);
  const orders = {
    worst: (a, b) => value(a, "rank") - value(b, "rank"),
    errors: (a, b) => value(b, "errors") - value(a, "errors") || value(a, "rank") - value(b, "rank"),
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name, undefined, { numeric: true }),
  };
  const order = document.getElementById("order");
  const only = document.getElementById("only");
  const find = document.getElementById("find");
  const arrange = () => list.append(...items.sort(orders[order.value]));
  const filter = () => {
    const wanted = find.value.trim().toLowerCase();
    for (const item of items) {
      const named = item.dataset.name.toLowerCase().includes(wanted) || item.textContent.toLowerCase().includes(wanted);
      item.hidden = !named || (only.checked && item.dataset.wrong === "0");
    }
  };
  order.addEventListener("change", arrange);
  only.addEventListener("change", filter);
  find.addEventListener("input", filter);
}
