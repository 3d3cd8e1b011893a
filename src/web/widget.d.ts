// Types of `<yizhan-map>`, for programs in TypeScript: the element, its attributes as properties, its
// methods and events. Keep a copy beside your sources, or load it again after an update.

/** How one moves. */
export type YizhanMode = 'walk' | 'bike' | 'ebike';
/** How a station is entered. */
export type YizhanAccess = 'open' | 'scan' | 'app' | 'members' | 'customers';
/** The datum of a position. */
export type YizhanDatum = 'wgs84' | 'gcj02' | 'bd09';
/** A part that can be left out. */
export type YizhanPart = 'brand' | 'place' | 'settings' | 'needs' | 'legend' | 'coverage' | 'language' | 'route';
/** Words in a list, or one text with commas. */
export type YizhanWords<Word extends string = string> = readonly Word[] | string;

/**
 * What can be set, each as a property or an attribute of the same name. `null`, `undefined` and `false`
 * remove the attribute; lists are written with commas.
 */
export interface YizhanMapSettings {
  /** Where the search starts: latitude, degrees in the datum of `crs`. */
  lat?: number | string | null;
  /** Where the search starts: longitude, degrees in the datum of `crs`. */
  lon?: number | string | null;
  /** Another name of `lon`. */
  lng?: number | string | null;
  /** The datum of `lat` and `lon`; WGS-84 by default. */
  crs?: YizhanDatum | null;
  /** What a station must offer, all of it: keys, Chinese labels or synonyms. */
  amenity?: YizhanWords | null;
  /** Kinds of station, any of them. */
  kind?: YizhanWords | null;
  /** How a station is entered, any of them. */
  access?: YizhanWords<YizhanAccess> | null;
  /** The fewest stars, 1 to 5. */
  min_star?: number | string | null;
  /** How one moves; on foot by default. */
  mode?: YizhanMode | null;
  /** Minutes that the way may take, 1 to 60; 15 by default. */
  minutes?: number | string | null;
  /** In place of `minutes`: metres to the station. */
  radius_m?: number | string | null;
  /** When a station must be open; on arrival by default. */
  open?: 'arrival' | 'now' | 'any' | null;
  /** The moment of the question, RFC 3339; now by default. */
  at?: string | null;
  /** Minutes for which it must then stay open. */
  stay_minutes?: number | string | null;
  /** Stations whose hours are unknown: behind the open ones, or left out. */
  unknown_hours?: 'include' | 'exclude' | null;
  /** How many stations are shown at first; 10 by default. */
  limit?: number | string | null;
  /** Whether the view of what is covered is open. */
  coverage?: boolean | null;
  /** With the view of what is covered: addresses of a planner's files on the service's server. */
  plan?: string | readonly string[] | null;
  /** The id of the station whose details are open. */
  station?: string | null;
  /**
   * In place of `lat` and `lon`: the route on which stops are listed, as an encoded polyline of five
   * decimals in WGS-84.
   */
  route?: string | null;
  /** How many minutes longer a stop on the route may take, 1 to 60; 5 by default. */
  max_detour_minutes?: number | string | null;
  /** Stops on the route: the least detour first (by default), or as the route passes them. */
  order?: 'detour' | 'route' | null;
  /** `activities`: what goes on around within a week, in place of the stations that are near. */
  show?: 'activities' | '' | null;
  /** The address of the service; by default the origin of the script. */
  src?: string | null;
  /** The address of a base map's tiles, with `{z}`, `{x}` and `{y}`. */
  basemap?: string | null;
  /** A list, a map, or both; both by default. */
  layout?: 'both' | 'list' | 'map' | null;
  /** The colours; by default those of the page around it. */
  theme?: 'auto' | 'light' | 'dark' | null;
  /** Whether wheel and one finger belong to the page (by default) or to the map. */
  gestures?: 'cooperative' | 'greedy' | null;
  /** Parts that are left out, with blanks between. */
  hide?: YizhanPart | (string & {}) | null;
}

/** The same as they are written in HTML and in frameworks that set attributes. */
export interface YizhanMapAttributes extends YizhanMapSettings {
  /** The language: `zh`, `zh-Hant` or `en`; by default that of the page around it. */
  lang?: string;
  /** Who made the base map. */
  'basemap-attribution'?: string | null;
  /** The datum in which the base map is drawn. */
  'basemap-datum'?: 'wgs84' | 'gcj02' | null;
}

/** Everything that can be set as a property. */
export interface YizhanMapProperties extends YizhanMapSettings {
  /** `min_star`. */
  minStar?: YizhanMapSettings['min_star'];
  /** `radius_m`. */
  radiusM?: YizhanMapSettings['radius_m'];
  /** `stay_minutes`. */
  stayMinutes?: YizhanMapSettings['stay_minutes'];
  /** `max_detour_minutes`. */
  maxDetourMinutes?: YizhanMapSettings['max_detour_minutes'];
  /** `unknown_hours`. */
  unknownHours?: YizhanMapSettings['unknown_hours'];
  /** `basemap-attribution`. */
  basemapAttribution?: string | null;
  /** `basemap-datum`. */
  basemapDatum?: 'wgs84' | 'gcj02' | null;
}

/** The element `<yizhan-map>`. Numbers are read as numbers, lists as text with commas. */
export interface YizhanMapElement extends HTMLElement, Required<YizhanMapProperties> {
  /** Locates the device and starts there; whether that succeeded. */
  locate(): Promise<boolean>;
  /** Opens a station; `null` goes back to the list. */
  focusStation(id: string | null): void;
}

/** A station as the API tells of it. Properties of a file's own may come along. */
export interface YizhanStation {
  type: 'Feature';
  id: string;
  geometry: { type: 'Point'; coordinates: [lon: number, lat: number] };
  properties: {
    station_id: string;
    name: string;
    name_en: string | null;
    kind: string | null;
    address: string | null;
    amenities: string[];
    open_state?: 'open' | 'closed' | 'unknown';
    open_until?: string | null;
    opens_at?: string | null;
    distance_m?: number;
    travel_time_s?: number;
    arrive_at?: string | null;
    /** On a route: metres and seconds that the stop costs. */
    detour_m?: number;
    detour_s?: number;
    /** On a route: metres along it at which it is left and joined, and on which side the station is. */
    leaves_route_at_m?: number;
    joins_route_at_m?: number;
    side?: 'left' | 'right' | 'on';
    [name: string]: unknown;
  };
}

/** An answer of `GET /v1/stations/nearest`, or with a route of `POST /v1/stations/along`. */
export interface YizhanAnswer {
  type: 'FeatureCollection';
  features: YizhanStation[];
  query: { at: string; [name: string]: unknown };
  dataset_version: string;
  [name: string]: unknown;
}

/** What was asked: the members of the API, with what holds for those that were not given. */
export interface YizhanQuestion {
  lat: number | string | null;
  lon: number | string | null;
  amenity: string[];
  kind: string[];
  access: string[];
  mode: string;
  station: string;
  [name: string]: unknown;
}

/** The `detail` of each event. */
export interface YizhanMapDetails {
  /** Everything is there. Null if the service could not be reached. */
  'yizhan-ready': { stations: number | null; dataset_version: string | null };
  /** An answer is shown. */
  'yizhan-answer': { question: YizhanQuestion; answer: YizhanAnswer };
  /** A station is opened, or left: then all is null. */
  'yizhan-select':
    | { id: string; name: string; station: YizhanStation }
    | { id: null; name: null; station: null };
  /** The search starts somewhere new. */
  'yizhan-locate': {
    lat: number;
    lon: number;
    accuracy_m: number | null;
    source: 'device' | 'map' | 'search' | 'written' | (string & {});
  };
  /** A question was refused or failed; without a connection `status` is 0. */
  'yizhan-error': { status: number; message: string; parameter: string | null };
}

/** The events, by name. They bubble and leave shadow roots. */
export type YizhanMapEvents = { [Name in keyof YizhanMapDetails]: CustomEvent<YizhanMapDetails[Name]> };

/** Listeners as React 19 takes them: `onyizhan-select={…}`. */
export type YizhanMapListeners = {
  [Name in keyof YizhanMapEvents as `on${Name}`]?: (event: YizhanMapEvents[Name]) => void;
};

declare global {
  interface HTMLElementTagNameMap {
    'yizhan-map': YizhanMapElement;
  }
  interface GlobalEventHandlersEventMap extends YizhanMapEvents {}
}
