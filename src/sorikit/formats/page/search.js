// Search over the minutes and the transcript: count, next, previous, and every hit lit.
let found = [];
let foundAt = -1;
const paints = typeof Highlight === "function" && CSS.highlights !== undefined;

// One character stays one character, so that places in the folded text are places in the text.
const fold = (text) => Array.from({ length: text.length }, (_, index) => {
  const lower = text[index].toLowerCase();
  return lower.length === 1 ? lower : text[index];
}).join("");

const hitsIn = (block, wanted) => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node, first: text.length });
    text += node.data;
  }
  const folded = fold(text);
  const hits = [];
  const place = (offset, ends) => {
    let at = nodes.length - 1;
    while (at > 0 && (ends ? nodes[at].first >= offset : nodes[at].first > offset)) at -= 1;
    return [nodes[at].node, offset - nodes[at].first];
  };
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    const range = new Range();
    range.setStart(...place(at, false));
    range.setEnd(...place(at + wanted.length, true));
    hits.push(range);
  }
  return hits;
};

const paint = () => {
  if (paints) {
    CSS.highlights.set("found", new Highlight(...found));
    CSS.highlights.set("found-here", new Highlight(...(found[foundAt] ? [found[foundAt]] : [])));
    return;
  }
  for (const old of document.querySelectorAll(".found")) old.classList.remove("found");
  const here = found[foundAt]?.startContainer.parentElement;
  here?.closest(".seg, [data-search]")?.classList.add("found");
};

const showHits = () => {
  const asked = $("search").value.trim() !== "";
  $("hits").textContent = !asked ? "" : found.length ? `${foundAt + 1}/${found.length}` : say("no_hits");
  $("next").disabled = $("previous").disabled = found.length === 0;
  paint();
};

const search = () => {
  const wanted = fold($("search").value.trim().normalize("NFC"));
  found = wanted ? [...document.querySelectorAll("[data-search]")].flatMap((block) => hitsIn(block, wanted)) : [];
  foundAt = found.length ? 0 : -1;
  showHits();
  if (found.length) reveal(found[0].startContainer.parentElement);
};

const step = (by) => {
  if (!found.length) return;
  foundAt = (foundAt + by + found.length) % found.length;
  showHits();
  reveal(found[foundAt].startContainer.parentElement);
};

const bindSearch = () => {
  let timer = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  $("search").addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      $("search").value = "";
      search();
      $("search").blur();
    }
  });
  $("next").addEventListener("click", () => step(1));
  $("previous").addEventListener("click", () => step(-1));
};
