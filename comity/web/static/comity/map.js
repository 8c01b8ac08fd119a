// @ts-check
/**
 * The world map: boundaries, engagements in clusters, the ways between partners. It comes after the page; the list
 * beside it and the table below say the same, and the page is whole without it. All words are the server's.
 */
const LIBRARY = new URL("../vendor/maplibre-gl.mjs", import.meta.url).href;
const WORKER = new URL("../vendor/maplibre-gl-worker.mjs", import.meta.url).href;
const STEPS = [1, 2, 5, 10];
const LEAVES = 12;
const WIDEST = 190; // degrees
const MANY_WIDER = ["step", ["get", "count"], 1.3, 3, 2, 6, 2.8, 12, 3.8];

// The one address that may become a script here: the map's own worker. Anything else is refused by the browser.
const types = /** @type {any} */ (window).trustedTypes;
if (types) types.createPolicy("default", { createScriptURL: (/** @type {string} */ url) => (url === WORKER ? url : null) });

/**
 * @typedef {{reference: string, title: string, state: string, url: string, when: string, where: string, kind: string, marking: string, at: [number, number], exact: boolean}} Place
 * @typedef {{at: [number, number], count: number}} Cell
 * @typedef {{from: string, lead: boolean, count: number, line: [number, number][]}} Way
 * @typedef {{points: Place[], cells: Cell[], areas: Record<string, number>, ways: Way[]}} Told
 */

class WorldMap extends HTMLElement {
  connectedCallback() {
    this.words = /** @type {HTMLElement} */ (this.querySelector(".map-words"));
    this.words.textContent = this.dataset.loading ?? "";
    this.comesIntoSight().then(() => this.draw()).catch((error) => this.fail(error));
  }

  disconnectedCallback() {
    this.sight?.disconnect();
    this.map?.remove();
  }

  /** The library and the boundaries weigh more than any page: they are asked for once the page is there, and only
   * when somebody can see the map. */
  async comesIntoSight() {
    if (document.readyState !== "complete") await new Promise((go) => window.addEventListener("load", go, { once: true }));
    await new Promise((go) => {
      this.sight = new IntersectionObserver((seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        this.sight?.disconnect();
        go(null);
      });
      this.sight.observe(this);
    });
  }

  /** @param {unknown} error */
  fail(error) {
    console.warn("map:", error);
    this.dataset.state = "failed";
    this.words.textContent = this.dataset.failed ?? "";
  }

  async draw() {
    if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL");
    const [library, told, land] = await Promise.all([
      import(LIBRARY),
      this.fetched(this.dataset.url ?? ""),
      this.fetched(this.dataset.boundaries ?? ""),
    ]);
    this.library = library;
    this.told = /** @type {Told} */ (told);
    for (const shape of land.features) {
      shape.properties = { ...shape.properties, count: this.told.areas[shape.properties.code] ?? 0 };
    }
    library.setWorkerUrl(WORKER);
    const box = document.createElement("div");
    box.className = "map-canvas";
    box.dir = "ltr";
    this.append(box);
    this.map = new library.Map({
      container: box,
      style: this.style_(land),
      center: [30, 15],
      zoom: 0.9,
      maxZoom: 9,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      locale: {
        "Map.Title": this.dataset.label ?? "",
        "NavigationControl.ZoomIn": this.dataset.zoomIn ?? "",
        "NavigationControl.ZoomOut": this.dataset.zoomOut ?? "",
        "NavigationControl.ResetBearing": this.dataset.upright ?? "",
        "Popup.Close": this.dataset.close ?? "",
      },
    });
    this.map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
    this.map.touchZoomRotate.disableRotation();
    await new Promise((done, failed) => {
      this.map.once("load", done);
      this.map.once("error", (/** @type {any} */ event) => failed(event.error));
    });
    this.ways(this.told.ways);
    this.fit();
    this.listen();
    this.follow();
    this.dataset.state = "drawn";
  }

  /** @param {string} address */
  async fetched(address) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  }

  /** The colours of the house, as a map can read them: every token through one dot of a canvas. */
  colours() {
    const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const probe = document.createElement("span");
    this.append(probe);
    /** @param {string} value */
    const read = (value) => {
      if (!dot) return "#888";
      probe.style.color = value;
      dot.clearRect(0, 0, 1, 1);
      dot.fillStyle = getComputedStyle(probe).color;
      dot.fillRect(0, 0, 1, 1);
      const [red, green, blue] = dot.getImageData(0, 0, 1, 1).data;
      return `rgb(${red}, ${green}, ${blue})`;
    };
    /** @param {number} share */
    const shade = (share) => read(`color-mix(in oklab, var(--accent) ${share}%, var(--surface))`);
    const found = {
      sea: read("var(--sunken)"),
      land: read("color-mix(in oklab, var(--line) 55%, var(--surface))"),
      border: read("var(--line-strong)"),
      accent: read("var(--accent)"),
      onAccent: read("var(--on-accent)"),
      surface: read("var(--surface)"),
      shades: [20, 36, 54, 72].map(shade),
    };
    probe.remove();
    return found;
  }

  /** The paint of each layer, in the present theme. @returns {Record<string, Record<string, any>>} */
  paint() {
    const c = this.colours();
    return {
      sea: { "background-color": c.sea },
      land: { "fill-color": ["step", ["get", "count"], c.land, ...STEPS.flatMap((least, n) => [least, c.shades[n]])] },
      borders: { "line-color": c.border, "line-width": 0.5, "line-opacity": 0.6 },
      "ways-lead": { "line-color": c.accent, "line-width": MANY_WIDER, "line-opacity": 0.8 },
      "ways-other": { "line-color": c.accent, "line-width": MANY_WIDER, "line-opacity": 0.7, "line-dasharray": [2, 2] },
      groups: {
        "circle-color": c.accent,
        "circle-stroke-color": c.surface,
        "circle-stroke-width": 2,
        "circle-radius": ["step", ["get", "sum"], 12, 10, 15, 50, 19, 500, 24],
      },
      counted: { "text-color": c.onAccent },
      single: {
        "circle-radius": 6.5,
        "circle-color": ["case", ["get", "exact"], c.accent, c.surface],
        "circle-stroke-color": ["case", ["get", "exact"], c.surface, c.accent],
        "circle-stroke-width": ["case", ["get", "exact"], 2, 3],
      },
    };
  }

  /** @param {any} land */
  style_(land) {
    const paint = this.paint();
    const told = /** @type {Told} */ (this.told);
    const features = [
      ...told.points.map((place) => dot(place.at, { ...place, sum: 1 })),
      ...told.cells.map((cell) => dot(cell.at, { sum: cell.count, exact: true })),
    ];
    const many = [">", ["get", "sum"], 1];
    return {
      version: 8,
      sources: {
        land: { type: "geojson", data: land, tolerance: 0.2 },
        ways: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
        places: {
          type: "geojson",
          data: { type: "FeatureCollection", features },
          cluster: true,
          clusterRadius: 34,
          clusterMaxZoom: 8,
          clusterProperties: { sum: ["+", ["get", "sum"]] },
        },
      },
      layers: [
        { id: "sea", type: "background", paint: paint.sea },
        { id: "land", type: "fill", source: "land", paint: paint.land },
        { id: "borders", type: "line", source: "land", paint: paint.borders },
        { id: "ways-other", type: "line", source: "ways", filter: ["!", ["get", "lead"]], paint: paint["ways-other"] },
        { id: "ways-lead", type: "line", source: "ways", filter: ["get", "lead"], paint: paint["ways-lead"] },
        { id: "single", type: "circle", source: "places", filter: ["==", ["get", "sum"], 1], paint: paint.single },
        { id: "groups", type: "circle", source: "places", filter: many, paint: paint.groups },
        {
          id: "counted",
          type: "symbol",
          source: "places",
          filter: many,
          layout: { "text-field": ["to-string", ["get", "sum"]], "text-font": ["Inter"], "text-size": 12, "text-allow-overlap": true },
          paint: paint.counted,
        },
      ],
    };
  }

  /** @param {Way[]} ways */
  ways(ways) {
    const features = ways.map((way) => ({
      type: "Feature",
      properties: { lead: way.lead, count: way.count },
      geometry: { type: "LineString", coordinates: way.line },
    }));
    this.map.getSource("ways").setData({ type: "FeatureCollection", features });
  }

  fit() {
    const told = /** @type {Told} */ (this.told);
    const places = [...told.points, ...told.cells].map((place) => place.at);
    if (!places.length) return;
    // With where the ways come from, unless they come from half a world away.
    const whole = unrolled([...places, ...told.ways.map((way) => way.line[0])]);
    const east = whole.map((at) => at[0]);
    const near = Math.max(...east) - Math.min(...east) < WIDEST ? whole : unrolled(places);
    const bounds = new this.library.LngLatBounds();
    for (const at of near) bounds.extend(at);
    this.map.fitBounds(bounds, { padding: 48, maxZoom: 4, animate: false });
  }

  listen() {
    for (const layer of ["single", "groups"]) {
      this.map.on("click", layer, (/** @type {any} */ event) => this.open(event.features[0]));
      this.map.on("mouseenter", layer, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", layer, () => (this.map.getCanvas().style.cursor = ""));
    }
    const list = this.closest(".map-page")?.querySelector(".map-list");
    list?.addEventListener("focusin", (event) => {
      const item = /** @type {HTMLElement} */ (event.target).closest("[data-on-map]");
      if (item) this.show(/** @type {HTMLElement} */ (item).dataset.onMap ?? "");
    });
    list?.addEventListener("focusout", () => this.ways(this.told?.ways ?? []));
  }

  /** An item of the list has the focus: the map goes there and draws its ways. @param {string} reference */
  async show(reference) {
    const place = this.told?.points.find((one) => one.reference === reference);
    if (place) this.map.easeTo({ center: place.at, zoom: Math.max(this.map.getZoom(), 3) });
    this.wanted = reference;
    const told = await this.fetched((this.dataset.ways ?? "").replace("REFERENCE", encodeURIComponent(reference)));
    if (this.wanted === reference) this.ways(told.ways);
  }

  /** @param {any} feature */
  async open(feature) {
    const at = feature.geometry.coordinates.slice();
    const source = this.map.getSource("places");
    if (!feature.properties.cluster) {
      return this.tell(at, feature.properties.title ? [feature.properties] : [], feature.properties.sum);
    }
    const leaves = await source.getClusterLeaves(feature.properties.cluster_id, LEAVES, 0);
    const places = leaves.map((/** @type {any} */ leaf) => leaf.properties);
    if (feature.properties.point_count <= LEAVES && places.every((/** @type {any} */ one) => one.title)) {
      return this.tell(at, places, places.length);
    }
    const zoom = await source.getClusterExpansionZoom(feature.properties.cluster_id);
    this.map.easeTo({ center: at, zoom });
  }

  /** A list of what lies at a place, built of nodes. @param {[number, number]} at @param {Place[]} places @param {number} count */
  tell(at, places, count) {
    const box = document.createElement("div");
    box.dir = document.documentElement.dir;
    const head = document.createElement("h3");
    head.textContent = places.length ? (this.dataset.here ?? "") : `${count} ${this.dataset.many ?? ""}`;
    const list = document.createElement("ul");
    for (const place of places) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = place.url;
      link.textContent = place.title;
      link.dir = "auto";
      const small = document.createElement("small");
      small.textContent = [place.reference, place.when, place.exact ? place.where : this.dataset.rough, place.marking].filter(Boolean).join(" · ");
      item.append(link, small);
      list.append(item);
    }
    box.append(head, list);
    this.popup?.remove();
    this.popup = new this.library.Popup({ maxWidth: "20rem", focusAfterOpen: true }).setLngLat(at).setDOMContent(box).addTo(this.map);
  }

  /** The theme may change while the map stands. */
  follow() {
    const again = () => {
      for (const [layer, properties] of Object.entries(this.paint())) {
        for (const [name, value] of Object.entries(properties)) this.map.setPaintProperty(layer, name, value);
      }
    };
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  }
}

/** @param {[number, number]} at @param {Record<string, any>} properties */
function dot(at, properties) {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: at } };
}

/** Longitudes moved by whole turns so that together they span as little as they can. @param {[number, number][]} places */
function unrolled(places) {
  const sorted = places.map(([east]) => ((east % 360) + 360) % 360).sort((a, b) => a - b);
  let [gap, start] = [360 - sorted[sorted.length - 1] + sorted[0], sorted[0]];
  for (let n = 1; n < sorted.length; n += 1) {
    if (sorted[n] - sorted[n - 1] > gap) [gap, start] = [sorted[n] - sorted[n - 1], sorted[n]];
  }
  return places.map(([east, north]) => [start + ((((east - start) % 360) + 360) % 360), north]);
}

customElements.define("world-map", WorldMap);
