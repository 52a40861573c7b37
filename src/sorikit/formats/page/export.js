// Copies of the minutes to take away, with the names as they are now.
const TYPES = { md: "text/markdown", txt: "text/plain", json: "application/json", html: "text/html" };

// A name with characters that mean something to Markdown is still that name.
const inMarkdown = (text) => text.replace(/[\\`*_{}[\]<>|~#$&]/g, "\\$&");

// The other formats come written, with U+E000 number U+E001 where a speaker's name belongs.
const written = (kind) => {
  const template = JSON.parse(document.querySelector(`[data-document="${kind}"]`).textContent);
  const dress = kind === "md" ? inMarkdown : (text) => text;
  return template.replace(/\uE000(\d+)\uE001/g, (_, number) => dress(names[settings.labels[number]] ?? ""));
};

const corrected = () => {
  const document_ = data("meeting");
  const shown = Object.fromEntries(Object.entries(givenNames).map(([label, name]) => [name, label]));
  const changed = Object.entries(names).filter(([label, name]) => name !== givenNames[label]);
  Object.assign(document_.transcript.speaker_names, Object.fromEntries(changed));
  for (const one of document_.minutes.attendees) {
    if (changed.some(([label]) => label === one.speaker)) one.name = names[one.speaker];
  }
  for (const one of document_.minutes.actions) {
    if (one.owner in shown) one.owner = names[shown[one.owner]];
  }
  return document_;
};

// JSON inside a script element: no character of it may end the element.
const block = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");

const page = () => {
  const copy = root.cloneNode(true);
  for (const element of copy.querySelectorAll(".playing, .spoken-now, .flash, .found")) {
    element.classList.remove("playing", "spoken-now", "flash", "found");
  }
  for (const element of copy.querySelectorAll("[style]")) element.removeAttribute("style");
  copy.querySelector("audio")?.toggleAttribute("src", copy.dataset.audio === "linked");
  if (copy.dataset.audio === "linked") copy.querySelector("audio").setAttribute("src", audio.getAttribute("src"));
  copy.querySelector("#meeting").textContent = block(corrected());
  copy.querySelector("#settings").textContent = block({ ...settings, names });
  copy.querySelector("#caption").replaceChildren();
  copy.querySelector("#hits").replaceChildren();
  copy.querySelector("#toast").replaceChildren();
  copy.querySelector("#toast").className = "toast";
  copy.querySelector("#export").removeAttribute("open");
  copy.querySelector("#quote").hidden = true;
  copy.querySelector("#player").classList.remove("is-playing");
  copy.classList.remove("js");
  delete copy.dataset.theme;
  return `<!doctype html>\n${copy.outerHTML}\n`;
};

const exported = (kind) => {
  if (kind === "html") return page();
  if (kind === "json") return `${JSON.stringify(corrected(), null, 1)}\n`;
  return written(kind);
};

const save = (kind) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exported(kind)], { type: `${TYPES[kind]};charset=utf-8` }));
  link.download = `${settings.file}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

// The minutes alone, as plain text that mail and chat programs keep as it is.
const plainMinutes = () => {
  const lines = [document.querySelector("h1").textContent, [...document.querySelectorAll(".meta > *")].map((one) => one.textContent).join(" · ")];
  for (const element of document.querySelectorAll("#minutes > .part:not(.conversation) :is(h2, h3, li, .none)")) {
    if (element.matches("h2")) lines.push("", `■ ${element.firstChild.textContent.trim()}`);
    else if (element.matches("h3")) lines.push(`· ${element.querySelector("span").textContent}`);
    else lines.push(element.matches(".none") ? element.textContent : lineOf(element));
  }
  return `${lines.join("\n")}\n`;
};

const lineOf = (item) => {
  const box = item.querySelector("input");
  const facts = [...item.querySelectorAll(".fact")].map(
    (fact) => [...fact.children].filter((part) => !part.matches(".badge")).map((part) => part.textContent).join(" "),
  );
  const flag = item.querySelector(".flag");
  const times = [...item.querySelectorAll(".ev")].map((mark) => mark.textContent);
  return [
    item.closest(".topic") ? "  -" : box ? (box.checked ? "[x]" : "[ ]") : "-",
    item.querySelector(".line").textContent,
    flag ? `(${flag.textContent})` : "",
    facts.length ? `(${facts.join(", ")})` : "",
    times.length ? `[${times.join(", ")}]` : "",
  ].filter(Boolean).join(" ");
};

const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};

const bindExports = () => {
  $("copy").addEventListener("click", async () => toast(say((await copyText(plainMinutes())) ? "copied" : "copy_failed")));
  $("print").addEventListener("click", () => print());
  const menu = $("export");
  menu.addEventListener("click", (event) => {
    const kind = event.target.dataset.export;
    if (!kind) return;
    menu.open = false;
    save(kind);
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
};
