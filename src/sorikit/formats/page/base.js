// What all parts share: the data, the elements, the words, small helpers.
const data = (id) => JSON.parse(document.getElementById(id).textContent);
const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const { transcript, minutes } = data("meeting");
const settings = data("settings");
const words = settings.words;
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const desk = matchMedia("(min-width: 64rem)");

const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const clock = (seconds) => {
  const whole = Math.floor(Math.max(seconds, 0) + 1e-6);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minute = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minute)}:${two(whole % 60)}` : `${minute}:${two(whole % 60)}`;
};

// What the reader changes stays in this browser, under the identity of this meeting. Some browsers forbid it.
const memory = {
  key: (name) => `sorikit:${settings.id}:${name}`,
  read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(this.key(name))) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(this.key(name), JSON.stringify(value));
    } catch {
      // nothing is kept, everything else works
    }
  },
};

let toastTimer = 0;
const toast = (text) => {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 2400);
};

// Scroll what the reader looks at, inside the transcript's own pane where it has one.
const reveal = (element, gently = false) => {
  const behavior = reduced.matches ? "auto" : "smooth";
  if (!desk.matches) {
    element.scrollIntoView({ behavior, block: "center" });
    return;
  }
  const pane = $("turns");
  if (!pane.contains(element)) {
    element.scrollIntoView({ behavior, block: "center" });
    return;
  }
  const { top } = pane.getBoundingClientRect();
  const bottom = Math.min(pane.getBoundingClientRect().bottom, $("player").getBoundingClientRect().top || innerHeight);
  const box = element.getBoundingClientRect();
  if (gently && box.top > top + 40 && box.bottom < bottom - 60) return;
  pane.scrollBy({ top: box.top - top - Math.max(bottom - top, 0) * 0.3, behavior });
};
