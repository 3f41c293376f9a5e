const RUN = data("run");
const LOCALES = { ar: "ar-u-nu-arab-ca-gregory", en: "en-GB" };
const LANGUAGE_KEY = "naba-language";
let language = "ar";

/**
 * What the interface says.
 * @param {string} word a word of [ui], or "table.word"
 * @param {Object<string, any>} [filled] what stands for the {braces}
 */
function t(word, filled = {}) {
  const [table, name] = word.includes(".") ? word.split(".") : ["ui", word];
  const found = RUN.words[table][name];
  const text = found ? found[language] : name;
  return text.replace(/\{(\w+)\}/g, (_, key) => (typeof filled[key] === "number" ? count(filled[key]) : filled[key]));
}

/** Whether the interface has a word for it. */
const hasWord = (table, name) => Object.hasOwn(RUN.words[table], name);

/** A number as the language writes it. */
const count = (number) => new Intl.NumberFormat(LOCALES[language]).format(number);

/** Read and keep small settings; a browser may forbid it. */
function setting(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch {
    // Without a store the page starts in Arabic again.
  }
  return null;
}

/** Put the words of the language into all that stands in the page from the start. */
function translate() {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
  byId("language").lang = language === "ar" ? "en" : "ar";
  byId("made-by").textContent = t("made_by", { version: RUN.version });
}

/** @param {{kb: ?string, name: string, name_ar: ?string}} ref */
function nameOf(ref) {
  return (language === "ar" && ref.name_ar) || ref.name;
}

/** The name of an entity that is known by its key alone. */
function nameOfKey(key) {
  const names = Object.hasOwn(RUN.names, key) ? RUN.names[key] : [key, key];
  return names[language === "ar" ? 1 : 0];
}
