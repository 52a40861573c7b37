// The transcript while it plays, and every mark that leads into it.
const segments = transcript.segments;
const segmentElements = new Map();
for (const element of document.querySelectorAll(".seg")) segmentElements.set(Number(element.dataset.i), element);

// Every piece that can be lit, in order of start: words where they are known, else whole segments.
const pieces = [];
segments.forEach((segment, index) => {
  const element = segmentElements.get(index);
  if (!element) return;
  const spans = element.children;
  if (segment.words.length && spans.length === segment.words.length) {
    segment.words.forEach((word, at) => pieces.push({ start: word.start, end: word.end, index, at }));
  } else {
    pieces.push({ start: segment.start, end: segment.end, index, at: -1 });
  }
});
pieces.sort((left, right) => left.start - right.start);

const pieceAt = (time) => {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle].start <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

let litSegment = null;
let litWord = null;
let following = memory.read("follow", true);
const light = (time) => {
  const piece = pieces[pieceAt(time + 0.02)];
  const started = time > 0 || (audio && !audio.paused);
  const here = started && piece && time <= Math.max(segments[piece.index].end, piece.end) + 1.5 ? piece : null;
  const element = here ? segmentElements.get(here.index) : null;
  const word = here && here.at >= 0 && time <= here.end + 0.25 ? element.children[here.at] : null;
  if (word !== litWord) {
    litWord?.classList.remove("spoken-now");
    word?.classList.add("spoken-now");
    litWord = word;
  }
  if (element === litSegment) return;
  litSegment?.classList.remove("playing");
  element?.classList.add("playing");
  litSegment = element;
  if (!here) return;
  caption(segments[here.index]);
  if (following && desk.matches) reveal(element, true);
};

const caption = (segment) => {
  const name = document.createElement("b");
  name.textContent = segment.speaker ? (names[segment.speaker] ?? segment.speaker) : "";
  $("caption").replaceChildren(...(segment.speaker ? [name] : []), segment.text.trim());
  $("caption").lang = segment.language ?? settings.language;
};

// Where there is sound, a mark plays from there; where there is none, it shows the place.
const goTo = (time, play = true) => {
  if (audio) {
    seek(time, play);
    return;
  }
  const piece = pieces[Math.max(0, pieceAt(time + 0.02))];
  const element = piece && segmentElements.get(piece.index);
  if (!element) return;
  reveal(element);
  element.classList.remove("flash");
  void element.offsetWidth; // so that the same line can flash twice
  element.classList.add("flash");
};

const timeOfClick = (target) => {
  const mark = target.closest("[data-t]");
  if (mark) return Number(mark.dataset.t);
  const element = target.closest(".seg");
  if (!element || !getSelection().isCollapsed) return null; // selecting text is not asking to hear it
  const segment = segments[Number(element.dataset.i)];
  const word = [...element.children].indexOf(target.closest(".seg > span"));
  return word > 0 && element.children.length === segment.words.length ? segment.words[word].start : segment.start;
};

document.addEventListener("click", (event) => {
  const time = event.target.closest ? timeOfClick(event.target) : null;
  if (time === null) return;
  goTo(time);
  if (event.detail > 0) event.target.closest("button")?.blur(); // after a pointer, space means play and pause again
});

// The words behind an evidence mark, while it is pointed at or focused.
const showQuote = (event) => {
  const mark = event.target.closest?.("[data-quote]");
  const box = $("quote");
  if (!mark) {
    box.hidden = true;
    return;
  }
  box.textContent = mark.matches(".mark") ? mark.dataset.quote : `“${mark.dataset.quote}”`;
  box.hidden = false;
  const at = mark.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const left = Math.min(Math.max(at.left + at.width / 2 - size.width / 2, 12), innerWidth - size.width - 12);
  const above = at.top - size.height - 8;
  box.style.left = `${left}px`;
  box.style.top = `${above > 8 ? above : at.bottom + 8}px`;
};
document.addEventListener("pointerover", showQuote);
document.addEventListener("focusin", showQuote);
document.addEventListener("focusout", (event) => {
  if (!event.target.matches(":hover")) $("quote").hidden = true;
});
document.addEventListener("scroll", () => { $("quote").hidden = true; }, { passive: true, capture: true });

// Done tasks stay done.
const bindTasks = () => {
  const done = new Set(memory.read("done", []));
  for (const box of document.querySelectorAll("[data-task]")) {
    box.checked = done.has(box.dataset.task);
    box.addEventListener("change", () => {
      if (box.checked) done.add(box.dataset.task);
      else done.delete(box.dataset.task);
      memory.write("done", [...done]);
    });
  }
};

const bindLines = () => {
  timeListeners.push(light);
  document.addEventListener("renamed", () => {
    if (litSegment) caption(segments[Number(litSegment.dataset.i)]);
  });
  $("caption").addEventListener("click", () => litSegment && reveal(litSegment));
  $("follow").setAttribute("aria-pressed", String(following));
  $("follow").addEventListener("click", () => {
    following = !following;
    memory.write("follow", following);
    $("follow").setAttribute("aria-pressed", String(following));
    if (following && litSegment) reveal(litSegment);
  });
};
