const DAY_HOURS = { DW: 5, MO: 9, MI: 12, AF: 15, EV: 19, NI: 22 };
const DATE = /^(\d{4}|XXXX(?=-\d\d-\d\d))(?:-(\d\d)(?:-(\d\d))?)?(?:T(?:(\d\d)(?::(\d\d))?(?::\d\d)?(Z|[+-]\d\d:\d\d)?|([A-Z]{2})))?$/;
const DURATION = /^P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const DURATION_UNITS = ["year", "month", "week", "day", "hour", "minute", "second"];

/**
 * A time of the contract (TIMEX3), in words where it is whole, else as it is.
 * @param {string} value
 * @returns {Node}
 */
function timeNode(value) {
  const text = dateWords(value) || durationWords(value);
  return text ? h("time", DATE.test(value) && !/^XXXX.*T/.test(value) ? { datetime: machineTime(value) } : {}, text) : code(value);
}

/** The same for an attribute of HTML, which knows no parts of a day. */
const machineTime = (value) => value.replace(/^XXXX-/, "").replace(/T[A-Z]{2}$/, "");

/** @param {string} value @returns {?string} */
function dateWords(value) {
  const found = DATE.exec(value);
  if (!found) return null;
  const [, year, month, day, hour, minute, zone, part] = found;
  const dated = year !== "XXXX";
  const date = new Date(Date.UTC(dated ? +year : 2000, month ? month - 1 : 0, day || 1));
  const form = { timeZone: "UTC", year: dated ? "numeric" : undefined, month: month && "long", day: day && "numeric" };
  let text = new Intl.DateTimeFormat(LOCALES[language], form).format(date);
  if (part && Object.hasOwn(DAY_HOURS, part)) text += ` ${t(`daypart.${part}`)}`;
  else if (part) return null;
  if (hour) {
    const clock = new Date(Date.UTC(2000, 0, 1, +hour, +(minute || 0)));
    const form = { timeZone: "UTC", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    text += `${language === "ar" ? "،" : ","} ${new Intl.DateTimeFormat(LOCALES[language], form).format(clock)}`;
    if (zone) text += ` \u2066${zone === "Z" ? "UTC" : `UTC${zone}`}\u2069`;
  }
  return text;
}

/** @param {string} value @returns {?string} */
function durationWords(value) {
  const found = DURATION.exec(value);
  if (!found || value === "P" || value.endsWith("T")) return null;
  const parts = DURATION_UNITS.flatMap((unit, at) =>
    found[at + 1] === undefined
      ? []
      : [new Intl.NumberFormat(LOCALES[language], { style: "unit", unit, unitDisplay: "long" }).format(+found[at + 1])],
  );
  return new Intl.ListFormat(LOCALES[language], { type: "unit" }).format(parts);
}

/**
 * The moment that a date or time begins, to put times in order.
 * @param {?string} value
 * @returns {?number} milliseconds, null for what has no year, month and day
 */
function moment(value) {
  const found = DATE.exec((value || "").split("/")[0]);
  if (!found || !found[3] || found[1] === "XXXX") return null;
  const [, year, month, day, hour, minute, zone, part] = found;
  const start = Date.UTC(+year, month - 1, +day, hour ? +hour : DAY_HOURS[part] || 0, +(minute || 0));
  if (!zone || zone === "Z") return start;
  const [hours, minutes] = zone.slice(1).split(":").map(Number);
  return start - (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60000;
}

/** @param {{value: string, modifier: ?string}} slot @returns {Node} */
function timeSlot(slot) {
  const words = slot.modifier && slot.modifier !== "exact" && slot.modifier !== "vague" ? `${t(`modifier.${slot.modifier}`)} ` : "";
  return h("span", {}, words, timeNode(slot.value));
}

/** @param {number} value @param {?string} unit only that of a share changes how a number is written */
function amount(value, unit) {
  if (unit === "%") return new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 4 }).format(value / 100);
  const large = Math.abs(value) >= 1e6;
  const form = large ? { notation: "compact", compactDisplay: "long", maximumFractionDigits: 2 } : { maximumFractionDigits: 4 };
  return new Intl.NumberFormat(LOCALES[language], form).format(value);
}

/**
 * A figure: modifier, number, unit.
 * @param {Object} quantity
 * @returns {Node}
 */
function quantityNode(quantity) {
  const { value, unit, modifier, per, magnitude, low, high } = quantity;
  let number = null;
  if (typeof value === "number") number = amount(value, unit);
  else if (typeof low === "number" || typeof high === "number") number = [low, high].map((end) => (typeof end === "number" ? amount(end, unit) : "…")).join(" – ");
  else if (magnitude) number = `× ${amount(magnitude)}`;
  // A vague figure, or a unit that the page has no word for, is best said by the text itself.
  const known = !unit || unit === "%" || /^[A-Z]{3}$/.test(unit) || hasWord("unit", unit);
  if (number === null || (language === "ar" && !known)) return h("span", {}, bdi(quantity.text));
  const words = modifier && modifier !== "exact" && modifier !== "vague" ? `${t(`modifier.${modifier}`)} ` : "";
  return h("span", { title: quantity.text }, words, bdi(number), unit && unit !== "%" ? ` ${unitWord(unit)}` : "",
    per ? ` ${hasWord("per", per) ? t(`per.${per}`) : `/ ${per}`}` : "");
}

/** @param {string} unit */
function unitWord(unit) {
  if (/^[A-Z]{3}$/.test(unit)) {
    try {
      return new Intl.DisplayNames(LOCALES[language], { type: "currency" }).of(unit);
    } catch {
      return unit;
    }
  }
  return hasWord("unit", unit) ? t(`unit.${unit}`) : unit;
}
