// A map of areas by a figure each: colours by class, the figure of the area pointed at or chosen, a list to choose from
// by keyboard. The figures stand in the page (a block of JSON made of the table's rows); the outlines are fetched once.

import { baseMap, wake } from "./base-map.js";
import { swapped } from "./swapped.js";

// Of the documents' pictures (saferplan.documents.charts.theme), as the key's swatches are in _map.scss.
const FILLS = ["#dcebf5", "#a9cde5", "#6aa5cb", "#2f77a8", "#0b4a7a"];
const INK = "#1c2430";
const EDGE = "#ffffff";
const LETTERS = ["system-ui", "sans-serif"];
const MISSING = "missing";
const LOOK = ["string", ["feature-state", "look"], MISSING];
const NOTHING = ["==", ["get", "code"], ""];
const BEYOND = 16; // of a tile's 512 pixels: as far as a border is wide, so that tiles show no seam
const BY_NAME = new Intl.Collator("en-GB", { numeric: true });

// Maps that live, by the address of their outlines: a part of the page that htmx brings anew takes its map over.
const living = new Map();

export function drawMaps(scope) {
  for (const figure of scope.querySelectorAll('[data-module="saferplan-map"]:not([data-drawn])')) {
    figure.dataset.drawn = "yes";
    draw(figure).catch((fault) => giveUp(figure, fault));
  }
}

async function draw(figure) {
  const told = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const address = figure.dataset.outlines;
  const slot = figure.querySelector(".saferplan-map__live");
  slot.hidden = false;
  const kept = living.get(address);
  if (kept && !document.contains(kept.parts.frame)) {
    slot.append(kept.parts.frame);
    kept.show(told);
    return;
  }
  wake(figure.dataset.worker);
  const [areas, above] = await Promise.all([fetched(address), told.over ? fetched(told.over) : null]);
  // Hexagons lie at no place on Earth: neither under nor over anything.
  const over = areas.saferplan?.is_real !== false && above?.saferplan.is_real ? above : null;
  if (areas.features.length === 0) {
    say(slot, "None of these areas has an outline. The table on this page has their figures.");
    return;
  }
  const parts = partsIn(slot);
  living.set(address, new ShownMap(parts, areas, over, told));
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`${answer.status} for ${address}`);
  }
  return answer.json();
}

function giveUp(figure, fault) {
  console.warn("The map could not be drawn:", fault);
  const slot = figure.querySelector(".saferplan-map__live");
  say(slot, "The map cannot be drawn in this browser. The table on this page has the same figures.");
}

function say(slot, words) {
  slot.replaceChildren(made("p", "govuk-body", words));
}

let number = 0;

function partsIn(slot) {
  number += 1;
  const frame = made("div", "saferplan-map__frame");
  const choice = made("div", "saferplan-map__choice");
  const label = made("label", "govuk-label", "Find an area on the map");
  const list = made("select", "govuk-select");
  list.id = `map-area-${number}`;
  label.htmlFor = list.id;
  choice.append(label, list);
  const stage = made("div", "saferplan-map__stage");
  const told = made("div", "saferplan-map__told govuk-body");
  told.setAttribute("role", "status");
  const note = made("p", "saferplan-map__note govuk-body-s");
  frame.append(choice, told, stage, note);
  slot.append(frame);
  return { frame, list, stage, told, note };
}

function made(element, className, text = "") {
  const one = document.createElement(element);
  one.className = className;
  one.textContent = text;
  return one;
}

class ShownMap {
  constructor(parts, areas, over, told) {
    Object.assign(this, { parts, areas, over, chosen: "", pointed: "" });
    parts.note.textContent = areas.saferplan?.note ?? "";
    parts.note.hidden = !parts.note.textContent;
    this.take(told);
    const near = told.near && this.feature(told.chosen);
    this.map = baseMap(parts.stage, {
      bounds: near ? about(near) : bounds(over ?? areas),
      maxBounds: wider(bounds(over ?? areas)),
      sources: sources(areas, over, told.named),
      layers: layers(over),
    });
    this.map.setMissingStyleImageResolver((id) => void this.map.addImage(id, hatch()));
    this.map.once("style.load", () => this.colour());
    this.map.on("mousemove", "areas", (event) => this.point(event.features[0]?.properties.code ?? ""));
    this.map.on("mouseleave", "areas", () => this.point(""));
    this.map.on("click", "areas", (event) => this.choose(event.features[0].properties.code));
    parts.list.addEventListener("change", () => this.choose(parts.list.value, true));
    this.map.getCanvas().setAttribute("aria-label", "Map. Choose an area in the list before it to hear its figure.");
    this.ready = new Promise((resolve) => this.map.once("load", resolve)).then(() => this.drawn(told));
  }

  // What the page says of each area, before it is drawn.
  take(told) {
    this.by = new Map(told.areas.map((one) => [one.code, one]));
    this.fillList(told.areas);
  }

  // As states of what is drawn already: the outlines need not be cut into tiles anew for other colours.
  colour() {
    for (const { properties } of this.areas.features) {
      const look = this.by.get(properties.code)?.look ?? MISSING;
      this.map.setFeatureState({ source: "areas", id: properties.code }, { look });
    }
  }

  drawn(told) {
    this.choose(this.by.has(told.chosen) ? told.chosen : this.by.has(this.chosen) ? this.chosen : "");
    this.parts.frame.dataset.drawn = String(told.areas.length);
    performance.mark("saferplan-map-drawn");
  }

  async show(told) {
    this.take(told);
    await this.ready;
    this.colour();
    this.map.once("render", () => this.drawn(told));
  }

  feature(code) {
    return this.areas.features.find((one) => one.properties.code === code);
  }

  fillList(areas) {
    const none = new Option("Choose an area", "");
    const sorted = [...areas].sort((one, other) => BY_NAME.compare(one.name, other.name));
    this.parts.list.replaceChildren(none, ...sorted.map((one) => new Option(one.name, one.code)));
  }

  point(code) {
    if (code === this.pointed) {
      return;
    }
    this.pointed = code;
    this.map.getCanvas().style.cursor = code ? "pointer" : "";
    this.map.setFilter("pointed", code ? ["==", ["get", "code"], code] : NOTHING);
    this.tell(code || this.chosen);
  }

  choose(code, move = false) {
    this.chosen = code;
    this.parts.list.value = code;
    this.map.setFilter("chosen", code ? ["==", ["get", "code"], code] : NOTHING);
    this.tell(code);
    const feature = move && this.feature(code);
    if (feature && !this.map.getBounds().contains(middle(feature.geometry))) {
      this.map.easeTo({ center: middle(feature.geometry) });
    }
  }

  tell(code) {
    const one = this.by.get(code);
    if (!one) {
      this.parts.told.replaceChildren("Point at an area, tap it, or choose it in the list.");
      return;
    }
    const name = one.href ? made("a", "govuk-link", one.name) : made("span", "", one.name);
    if (one.href) {
      name.href = one.href;
    }
    const figure = made("strong", "", one.figure);
    this.parts.told.replaceChildren(name, ": ", figure, one.words ? ` (${one.words})` : "");
  }
}

function sources(areas, over, named) {
  const found = {
    areas: { type: "geojson", data: areas, buffer: BEYOND, promoteId: "code" },
    names: { type: "geojson", data: names({ areas, over }[named] ?? { features: [] }) },
  };
  return over ? { ...found, over: { type: "geojson", data: over, buffer: BEYOND } } : found;
}

function layers(over) {
  const lines = over
    ? [{ id: "over", type: "line", source: "over", paint: { "line-color": INK, "line-width": 1, "line-opacity": 0.55 } }]
    : [];
  return [
    {
      id: "areas",
      type: "fill",
      source: "areas",
      paint: {
        "fill-antialias": false, // the edges lie on the fills' own
        "fill-color": ["match", LOOK, ...FILLS.flatMap((fill, at) => [String(at), fill]), EDGE],
      },
    },
    {
      id: "missing",
      type: "fill",
      source: "areas",
      paint: { "fill-pattern": "missing", "fill-opacity": ["case", ["==", LOOK, MISSING], 1, 0] },
    },
    { id: "edges", type: "line", source: "areas", paint: { "line-color": EDGE, "line-width": over ? 0.5 : 1 } },
    ...lines,
    line("pointed", 2),
    line("chosen", 3.5),
    {
      id: "names",
      type: "symbol",
      source: "names",
      layout: {
        "text-field": ["get", "name"],
        "text-font": LETTERS,
        "text-size": 12,
        "text-max-width": 7,
        "text-padding": 3,
      },
      paint: { "text-color": INK, "text-halo-color": EDGE, "text-halo-width": 1.6 },
    },
  ];
}

function line(id, width) {
  const paint = { "line-color": INK, "line-width": width };
  return { id, type: "line", source: "areas", filter: NOTHING, layout: { "line-join": "round" }, paint };
}

// Where there is no room for every name, some areas go without; all are in the list.
function names(collection) {
  const features = collection.features.map(({ properties, geometry }) => ({
    type: "Feature",
    properties: { name: properties.name },
    geometry: { type: "Point", coordinates: properties.at ?? middle(geometry) },
  }));
  return { type: "FeatureCollection", features };
}

function extent(geometry) {
  const places = geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2);
  const [east, north] = [places.map((place) => place[0]), places.map((place) => place[1])];
  return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
}

function middle(geometry) {
  const [west, south, east, north] = extent(geometry);
  return [(west + east) / 2, (south + north) / 2];
}

function bounds({ bbox, features }) {
  return bbox ?? extent({ type: "Polygon", coordinates: features.flatMap((one) => corners(one.geometry)) });
}

// As rings, for `extent`.
function corners(geometry) {
  const [west, south, east, north] = extent(geometry);
  return [[[west, south], [east, north]]];
}

// A place with its neighbours: four times as wide and high.
function about({ geometry }) {
  const [west, south, right, top] = extent(geometry);
  const [across, up] = [(right - west) * 1.5, (top - south) * 1.5];
  return [west - across, south - up, right + across, top + up];
}

// Nobody loses the areas from sight, and all of them fit into a stage of any shape.
function wider([west, south, east, north]) {
  const room = 2 * Math.max(east - west, north - south);
  return [west - room, Math.max(south - room, -85), east + room, Math.min(north + room, 85)];
}

// Stripes for what is not known: no colour of the key, and not white, which could be read as none at all.
function hatch(size = 8) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = "#75818d";
  pen.lineWidth = 1.2;
  for (const from of [-size, 0, size]) {
    pen.moveTo(from, size);
    pen.lineTo(from + size, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

drawMaps(document);
document.addEventListener("htmx:after:swap", (event) => drawMaps(swapped(event)));
