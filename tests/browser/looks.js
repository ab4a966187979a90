// What a page looks like, measured. A word on two lines is a broken word; hyphens, dashes and slashes
// are places to break at.
() => {
  const broken = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const box = node.parentElement;
    if (box.closest("script, style") || !box.checkVisibility()) continue;
    for (const word of node.data.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const parts = [...range.getClientRects()].filter((part) => part.width > 0);
      if (new Set(parts.map((part) => Math.round(part.top))).size > 1) broken.push(word[0]);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const targets = document.querySelectorAll("main :is(label.choice, button, select, textarea), nav a, footer a");
  const heights = [...targets].map((target) => [target.textContent.trim(), target.getBoundingClientRect().height]);
  const references = [...document.querySelectorAll("[aria-describedby], [aria-labelledby]")].flatMap((element) =>
    ["aria-describedby", "aria-labelledby"].flatMap((name) => (element.getAttribute(name) || "").split(/\s+/)),
  );
  return {
    width: document.documentElement.scrollWidth,
    language: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    broken,
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    small: heights.filter(([, height]) => height > 0 && height < 24).map(([text, height]) => `${text} ${height}`),
    nowhere: references.filter((id) => id && !document.getElementById(id)),
    remembered: [...document.forms].filter((form) => form.method === "post" && form.autocomplete !== "off").length,
  };
};
