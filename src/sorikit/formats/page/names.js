// Names of speakers: click one, type, and it changes everywhere, in this browser and in every export.
const givenNames = settings.names;
const names = { ...givenNames, ...memory.read("names", {}) };

const showNames = (within = document) => {
  for (const element of within.querySelectorAll("[data-speaker]")) {
    const name = names[element.dataset.speaker];
    if (name !== undefined && element.textContent !== name) element.textContent = name;
  }
};

const rename = (label, name) => {
  names[label] = name || givenNames[label];
  const changed = Object.entries(names).filter(([key, value]) => value !== givenNames[key]);
  memory.write("names", Object.fromEntries(changed));
  showNames();
  document.dispatchEvent(new CustomEvent("renamed"));
  toast(say("renamed", { name: names[label] }));
};

const editName = (element) => {
  const label = element.dataset.speaker;
  const input = document.createElement("input");
  input.className = "name-edit";
  input.value = names[label];
  input.maxLength = 80;
  input.setAttribute("aria-label", say("new_name"));
  let open = true;
  const close = (keep) => {
    if (!open) return;
    open = false;
    const typed = input.value.trim().replace(/\s+/g, " ");
    input.replaceWith(element);
    if (keep && typed !== names[label]) rename(label, typed);
    if (element.matches("button")) element.focus({ preventScroll: true });
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter that ends a Korean syllable is not the end of the name
    if (event.key === "Enter") close(true);
    if (event.key === "Escape") close(false);
    event.stopPropagation();
  });
  input.addEventListener("blur", () => close(true));
  element.replaceWith(input);
  input.focus();
  input.select();
};

document.addEventListener("click", (event) => {
  const element = event.target.closest?.("[data-rename]");
  if (element) editName(element);
});
