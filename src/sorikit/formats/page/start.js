// Light or dark as the system says, until the reader says otherwise; then everything is bound, once.
const bindTheme = () => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = memory.read("theme", null);
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
    root.dataset.theme = dark ? "light" : "dark";
    memory.write("theme", root.dataset.theme);
  });
};

root.classList.add("js");
bindTheme();
showNames();
bindExports();
bindSearch();
bindTasks();
bindLanes();
bindLines();
if (audio) {
  bindPlayer();
  showTime();
}
