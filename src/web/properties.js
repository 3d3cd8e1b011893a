// The attributes of `<yizhan-map>`, and a property for each, for frameworks that set properties.

// Attributes that are members of the state, under the same name, except the place.
export const PLACE = ['lat', 'lon', 'lng', 'crs'];
export const QUESTION = [
  ...PLACE, 'amenity', 'kind', 'access', 'min_star', 'mode', 'minutes', 'radius_m', 'open', 'at', 'stay_minutes',
  'unknown_hours', 'limit', 'coverage', 'plan', 'station', 'route', 'max_detour_minutes', 'order', 'show',
];
// Attributes about how it is shown.
export const SETTINGS = ['src', 'lang', 'basemap', 'basemap-attribution', 'basemap-datum', 'layout', 'theme', 'gestures', 'hide'];

// `lang` is a property of every element already.
const OWN = [...QUESTION, ...SETTINGS].filter((name) => name !== 'lang');
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const NUMBERS = new Set(['lat', 'lon', 'lng', 'min_star', 'minutes', 'radius_m', 'stay_minutes', 'limit', 'max_detour_minutes']);

// `basemap-datum` as `basemapDatum`, and `min_star` also as `minStar`.
const camelCase = (name) => name.replaceAll(/[-_](\w)/g, (_, letter) => letter.toUpperCase());
const propertiesOf = (name) => [...new Set(name.includes('-') ? [camelCase(name)] : [name, camelCase(name)])];

// Defines the properties: they read and write their attributes. A list is written with commas;
// null, undefined and false remove the attribute.
export function defineProperties(element) {
  for (const name of OWN) {
    for (const property of propertiesOf(name)) {
      Object.defineProperty(element.prototype, property, {
        configurable: true,
        enumerable: true,
        get() { return read(name, this.getAttribute(name)); },
        set(value) { write(this, name, value); },
      });
    }
  }
}

// Properties that were set before the element was defined hide those of the class.
export function takeEarlyProperties(element) {
  for (const property of OWN.flatMap(propertiesOf)) {
    if (!Object.hasOwn(element, property)) continue;
    const value = element[property];
    delete element[property];
    element[property] = value;
  }
}

function read(name, text) {
  if (name === 'coverage') return text === 'true';
  return text !== null && NUMBERS.has(name) && NUMBER.test(text) ? Number(text) : text;
}

function write(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, Array.isArray(value) ? value.join(',') : String(value));
}
