const KINDS = [...RUN.entity_types, "quantity", "time"];
const hiddenKinds = new Set();
/**
 * What is open: the article, its offsets, the fact that is being edited ("new" for one that is added) and its form,
 * which stays the same element as long as it is open: what was written in it is not lost when the facts are shown again.
 */
const reader = { id: null, offsets: null, editing: null, draft: null, form: null, onlyMatching: false };

/**
 * Show an article.
 * @param {string} id
 * @param {?string} number of the fact to go to
 */
function showArticle(id, number = null) {
  if (reader.id !== id) Object.assign(reader, { id, editing: null, draft: null, form: null });
  const record = article(id);
  reader.offsets = new Offsets(record.article.text);
  byId("article").replaceChildren(
    articleHead(record),
    h("div.columns", {}, textPanel(record), h("section.side", { id: "side", "aria-label": t("facts_of") })),
  );
  showCards();
  if (number) focusFact(number);
  else byId("article-title").focus({ preventScroll: true });
}

/** @param {Object} record @returns {Node} */
function articleHead(record) {
  const meta = record.article;
  const at = INDEX.findIndex((row) => row.id === meta.id);
  const step = (row, word, rel) => row && h("a", { href: articleLink(row.id), rel }, t(word));
  const about = [
    ["published", meta.published && timeNode(meta.published)], ["source", meta.site && bdi(meta.site)], ["author", meta.author && bdi(meta.author)],
    ["address", meta.url && outside(meta.url)], ["file", code(meta.source)],
  ].filter(([, value]) => value);
  return h("div.article-head", {},
    h("p.steps", {}, h("a", { href: "#/articles" }, t("back")), step(INDEX[at - 1], "previous", "prev"), step(INDEX[at + 1], "next", "next")),
    h("h2", { id: "article-title", tabindex: "-1", dir: "auto", lang: "ar" }, ROWS.get(meta.id).title),
    h("dl.about", {}, ...about.map(([word, value]) => h("div", {}, h("dt", {}, t(word)), h("dd", {}, value)))),
    record.diagnostics.length > 0 && h("details", {}, h("summary", {}, t("diagnostics")), h("ul", {}, ...record.diagnostics.map((note) => h("li", {}, code(note.code), " ", h("span", { lang: "en", dir: "auto" }, note.message))))));
}

/** The text with its marks, and what the marks mean. */
function textPanel(record) {
  const legend = h("fieldset.legend", {}, h("legend", {}, t("marks")), ...KINDS.map((kind) => {
    const box = h("input", { type: "checkbox", checked: !hiddenKinds.has(kind), on: { change: () => {
      hiddenKinds[box.checked ? "delete" : "add"](kind);
      text.classList.toggle(`no-${kind}`, !box.checked);
    } } });
    return h("label", {}, box, " ", h(`span.m.m-${kind}`, {}, t(`mark.${kind}`)));
  }));
  const text = h("div.text", { id: "text", lang: "ar", dir: "auto" }, markedText(record));
  for (const kind of hiddenKinds) text.classList.add(`no-${kind}`);
  const factsAt = (event) => event.target.closest("[data-f]")?.dataset.f.split(" ") || [];
  text.addEventListener("pointerover", (event) => light(factsAt(event)));
  text.addEventListener("pointerleave", () => light([]));
  text.addEventListener("focusin", (event) => light(factsAt(event)));
  text.addEventListener("focusout", () => light([]));
  return h("section.paper", { "aria-label": t("text") }, legend, text, selectionButton("add_selected", addFromSelection));
}

/** The text in pieces: entities, figures and times are marked, evidence ends in the numbers of its facts. */
function markedText(record) {
  const { offsets } = reader;
  const marks = [
    ...record.entities.flatMap((entity) => entity.mentions.map(([start, end]) => ({ start, end, kind: entity.type, says: nameOf(entity) }))),
    ...record.quantities.map(({ start, end }) => ({ start, end, kind: "quantity" })),
    ...record.times.map(({ start, end, value }) => ({ start, end, kind: "time", says: value })),
  ];
  const evidence = factsOf(record.article.id).filter(({ state }) => state !== "rejected")
    .flatMap(({ number, fact }) => fact.evidence.map(([start, end]) => ({ start, end, fact: number })));
  const shown = document.createDocumentFragment();
  const told = new Set();
  for (const { start, end, covers } of pieces([...marks, ...evidence], offsets.point(offsets.text.length))) {
    let node = document.createTextNode(offsets.slice(start, end));
    const over = covers.filter((span) => span.kind);
    const facts = [...new Set(covers.filter((span) => span.fact).map((span) => span.fact))];
    for (const span of over) {
      node = h(`mark.m.m-${span.kind}`, { title: `${t(`mark.${span.kind}`)}${span.says ? `: ${span.says}` : ""}` }, node);
      if (!told.has(span)) node.dataset.label = t(`mark.${span.kind}`); // read aloud once, where the mark begins
      told.add(span);
    }
    if (facts.length) node = h("span.ev", { "data-f": facts.join(" ") }, node);
    shown.append(node);
    for (const fact of new Set(evidence.filter((span) => span.end === end).map((span) => span.fact))) shown.append(reference(record.article.id, fact));
  }
  return shown;
}

/** The number of a fact, at the end of its evidence. */
function reference(id, number) {
  const digits = number.replace(/^f/, "");
  return h("a.ref", { href: articleLink(id, number), "data-f": number, "aria-label": t("fact_n", { n: digits }), on: { click: (event) => {
    event.preventDefault();
    focusFact(number);
  } } }, /^\d+$/.test(digits) ? count(Number(digits)) : digits);
}

/** Light up facts and their evidence, and nothing else. @param {string[]} numbers */
function light(numbers) {
  for (const element of document.querySelectorAll("#article .on")) element.classList.remove("on");
  for (const number of numbers) {
    for (const element of document.querySelectorAll(`#text [data-f~="${CSS.escape(number)}"], #side [data-card="${CSS.escape(number)}"]`)) element.classList.add("on");
  }
}

/** Go to a fact of the open article. */
function focusFact(number) {
  const card = document.querySelector(`#side [data-card="${CSS.escape(number)}"]`);
  if (!card) return;
  card.focus();
  card.scrollIntoView({ block: "nearest" });
  history.replaceState(null, "", articleLink(reader.id, number));
}

/** Go to the words that a fact stands on. */
function focusEvidence(number) {
  const target = document.querySelector(`#text .ref[data-f="${CSS.escape(number)}"]`);
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
}

/**
 * What is selected in the text, without blanks at its ends.
 * @returns {?[number, number]} code points
 */
function pickedSpan() {
  const selection = getSelection();
  const text = byId("text");
  if (!selection.rangeCount || selection.isCollapsed || !text) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  let start = unitsBefore(text, range.startContainer, range.startOffset);
  let end = unitsBefore(text, range.endContainer, range.endOffset);
  const whole = reader.offsets.text;
  while (start < end && /\s/.test(whole[start])) start += 1;
  while (end > start && /\s/.test(whole[end - 1])) end -= 1;
  return start < end ? [reader.offsets.point(start), reader.offsets.point(end)] : null;
}

/** How much of the text stands before a place in it; the numbers of facts are none of the text. */
function unitsBefore(text, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(text);
  range.setEnd(node, offset);
  const before = range.cloneContents();
  for (const reference of before.querySelectorAll(".ref")) reference.remove();
  return before.textContent.length;
}

/** Start a new fact with the selected words as its evidence. */
function addFromSelection() {
  const span = pickedSpan();
  if (!span) return tell(t("select_first"));
  return startNew([span]);
}
