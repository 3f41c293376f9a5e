const ARTICLES_AT_ONCE = 50;
const FACTS_IN_LIST = 3;
const filter = { search: "", type: "", source: "", certainty: "", confidence: 0, event: "", state: "" };
let articlesShown = ARTICLES_AT_ONCE;

/** Whether a fact passes the filters that speak of facts. @param {FactRow} row */
function factMatches([, type, event, source, certainty, confidence]) {
  return (
    (!filter.type || filter.type === type) &&
    (!filter.event || filter.event === event) &&
    (!filter.source || filter.source === source) &&
    (!filter.certainty || filter.certainty === certainty) &&
    (confidence ?? 1) >= filter.confidence
  );
}

const filtersFacts = () => Boolean(filter.type || filter.source || filter.certainty || filter.confidence || filter.event);

/**
 * The articles that pass all filters, each with its facts that do.
 * @returns {{row: Row, facts: FactRow[]}[]}
 */
function matching() {
  const wanted = folded(filter.search).split(/\s+/).filter(Boolean);
  const found = [];
  for (const row of INDEX) {
    const facts = row.facts.filter(factMatches);
    if (filtersFacts() && !facts.length) continue;
    if (filter.state === "open" ? !openFacts(row.id) : filter.state && filter.state !== stateOf(row.id)) continue;
    if (wanted.length) {
      const text = searchText(row);
      if (!wanted.every((word) => text.includes(word))) continue;
    }
    found.push({ row, facts });
  }
  return found;
}

/** The controls of the filters, in the language of the interface. */
function showFilters() {
  const sources = new Map();
  for (const row of INDEX) for (const fact of row.facts) if (fact[3]) sources.set(fact[3], (sources.get(fact[3]) || 0) + 1);
  const bySource = [...sources].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const search = h("input", { type: "search", id: "filter-search", value: filter.search, dir: "auto", on: { input: later(() => apply("search", search.value)) } });
  const least = h("input", { type: "range", id: "filter-confidence", min: "0", max: "1", step: "0.05", value: filter.confidence, on: { input: () => apply("confidence", Number(least.value)) } });
  byId("filters").replaceChildren(
    labelled("search", search, "wide-field"),
    labelled("type_", choice("type", RUN.types.map((type) => [type, t(`type.${type}`)]))),
    labelled("source", choice("source", bySource.map(([key, number]) => [key, `${nameOfKey(key)} (${count(number)})`]))),
    labelled("certainty", choice("certainty", RUN.certainties.map((word) => [word, t(`certainty.${word}`)]))),
    labelled("event", choice("event", EVENTS.map((event) => [event.event_id, plain(eventName(event))]))),
    labelled("state", choice("state", ["open", "begun", "done"].map((word) => [word, t(`state_${word}`)]))),
    h("label.field", { for: "filter-confidence" }, h("span", {}, t("confidence"), " ", h("output", { id: "confidence-is", for: "filter-confidence" })), least),
    h("button", { type: "button", on: { click: clearFilters } }, t("reset")),
  );
  showLeast();
}

const showLeast = () => (byId("confidence-is").textContent = new Intl.NumberFormat(LOCALES[language], { style: "percent" }).format(filter.confidence));

/** A control with its label above it. */
const labelled = (word, control, ...classes) => h(["label", "field", ...classes].join("."), { for: control.id }, h("span", {}, t(word)), control);

/** @param {string} name of the filter @param {[string, string][]} options value and label */
function choice(name, options) {
  const select = h("select", { id: `filter-${name}`, on: { change: () => apply(name, select.value) } },
    h("option", { value: "" }, t("all")), ...options.map(([value, words]) => h("option", { value, selected: filter[name] === value }, words)));
  return select;
}

/** Wait until somebody has stopped typing. */
function later(step) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(step, 150);
  };
}

function apply(name, value) {
  filter[name] = value;
  articlesShown = ARTICLES_AT_ONCE;
  showLeast();
  showList();
}

function clearFilters() {
  Object.assign(filter, { search: "", type: "", source: "", certainty: "", confidence: 0, event: "", state: "" });
  articlesShown = ARTICLES_AT_ONCE;
  showFilters();
  showList();
  byId("filter-search").focus();
}

/** The articles that match, a part of them at a time. */
function showList() {
  const found = matching();
  const facts = found.reduce((sum, one) => sum + one.facts.length, 0);
  byId("matching").textContent = found.length ? t("matching", { n: found.length, m: facts }) : t(INDEX.length ? "no_match" : "empty_run");
  byId("article-list").replaceChildren(...found.slice(0, articlesShown).map(listEntry));
  byId("more-articles").hidden = found.length <= articlesShown;
}

/** @param {{row: Row, facts: FactRow[]}} found */
function listEntry({ row, facts }) {
  const shown = filtersFacts() ? facts.slice(0, FACTS_IN_LIST) : [];
  const byNumber = shown.length ? new Map(factsOf(row.id).map(({ number, fact }) => [number, fact])) : null;
  const open = openFacts(row.id);
  const state = stateOf(row.id);
  return h("li", {},
    h("a.title", { href: articleLink(row.id), dir: "auto", lang: "ar" }, row.title),
    h("p.meta", {}, bdi(siteOf(row)), " · ", row.published ? timeNode(row.published) : t("no_date"), " · ", t("facts_count", { n: row.facts.length }), " · ",
      h(`span.state.s-${state}`, {}, state === "begun" ? `${t("state_begun")} (${count(row.facts.length - open)}/${count(row.facts.length)})` : t(state === "done" ? "state_done" : "open_"))),
    shown.length > 0 && h("ul.hits", {}, ...shown.map(([number]) => h("li", {}, h("a", { href: articleLink(row.id, number) }, factLine(byNumber.get(number)))))));
}
