const VIEWS = ["overview", "events", "articles", "article"];

/** Show what the address asks for: #/overview, #/events/ID, #/articles, #/article/ID/FACT. */
function route() {
  const [view, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
  const known = VIEWS.includes(view) && (view !== "article" || ROWS.has(rest[0]));
  const shown = known ? view : "overview";
  const before = document.body.dataset.view;
  document.body.dataset.view = shown;
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.hash === `#/${shown}` || (shown === "article" && link.hash === "#/articles");
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (shown === "overview") showOverview();
  if (shown === "events") showEvents(rest.join("/"));
  if (shown === "articles") showList();
  if (shown === "article") showArticle(rest[0], rest[1] || null);
  if (before !== shown && !rest[1]) scrollTo(0, 0);
}

/** @param {string} part of an address, perhaps badly written */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Show everything in the language that was chosen. */
function showAll() {
  translate();
  showProgress();
  showFilters();
  byId("event-list").replaceChildren();
  route();
}

byId("language").addEventListener("click", () => {
  language = language === "ar" ? "en" : "ar";
  setting(LANGUAGE_KEY, language);
  tell("");
  showAll();
});
byId("print").addEventListener("click", () => print());
byId("more-articles").addEventListener("click", () => {
  articlesShown += ARTICLES_AT_ONCE;
  showList();
});
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("undo").addEventListener("click", takeBack);
byId("download").addEventListener("click", () => {
  const { n, file } = downloadGold();
  tell(t("downloaded", { n, file, m: progress().begun }));
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.matches("input, textarea, select");
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !writing && undoSteps.length) {
    event.preventDefault();
    takeBack();
  }
});
addEventListener("hashchange", route);
addEventListener("beforeprint", () => {
  showOverview();
  if (!byId("event-list").children.length) showEvents();
  for (const card of document.querySelectorAll("#event-list details")) {
    card.open = true;
    card.dispatchEvent(new Event("toggle")); // its own comes too late for the printer
  }
  if (!byId("article-list").children.length) showList();
});
// Another window with the same report has changed something.
addEventListener("storage", (event) => {
  if (event.key && !event.key.startsWith(PREFIX)) return;
  undoSteps.length = 0;
  loadReviews();
  showProgress();
  if (!reader.editing) route();
});

/** Undo, and show where. */
function takeBack() {
  const id = undo();
  if (!id) return;
  const words = t("undone", { n: progress().open });
  const edited = reader.id === id && reader.editing !== "new" ? reader.editing : null;
  if (edited && !factsOf(id).some(({ number }) => number === edited)) Object.assign(reader, { editing: null, form: null });
  if (document.body.dataset.view === "article" && reader.id === id) changed(null, words);
  else if (document.body.dataset.view === "article") location.hash = articleLink(id);
  else route();
  showProgress();
  tell(words);
}

language = setting(LANGUAGE_KEY) === "en" ? "en" : "ar";
loadReviews();
showAll();
tell(keeps ? "" : t("not_kept"));
