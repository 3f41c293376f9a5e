/** The numbers at the top of the overview. */
function showOverview() {
  const { open } = progress();
  const tiles = [
    ["articles", RUN.articles, "#/articles"],
    ["facts", RUN.facts, "#/articles"],
    ["events", EVENTS.length, "#/events"],
    ["open_", open, "#/articles"],
  ];
  byId("tiles").replaceChildren(
    ...tiles.map(([word, number, to]) => h("div", {}, h("dt", {}, t(word)), h("dd", {}, h("a", { href: to }, count(number))))),
  );
  for (const cell of document.querySelectorAll(".charts td, .charts .value")) {
    cell.dataset.number ??= cell.textContent;
    cell.textContent = count(Number(cell.dataset.number));
  }
  for (const name of document.querySelectorAll(".charts .axis text, .charts th bdi")) {
    name.dataset.value ??= name.textContent;
    name.textContent = dateWords(name.dataset.value) || name.dataset.value;
  }
}

/** The strip above everything: how far the review is. */
function showProgress() {
  const { open, done, begun } = progress();
  byId("review-open").textContent = t("unreviewed", { n: open, m: RUN.facts });
  byId("review-done").max = Math.max(1, RUN.facts);
  byId("review-done").value = RUN.facts - open;
  const parts = [t("reviewed_articles", { n: done })];
  if (begun) parts.push(t("begun_articles", { n: begun }));
  byId("review-articles").textContent = parts.join(listComma());
  byId("undo").disabled = undoSteps.length === 0;
  byId("download").disabled = done === 0;
}

/** Tell what has just happened, also to a screen reader. */
function tell(words) {
  byId("status").textContent = keeps ? words : `${words} ${t("not_kept")}`.trim();
}
