// What is drawn at a point of the map.

// The topmost feature of those of `layers` that are there, or null. A tile that was loaded twice at once
// can be without its contents, and the library throws where it looks into one (maplibre-gl-js, issue
// 8064): nothing is hit then, and `renew()` has the tiles come anew.
export function hitAt(map, point, layers, renew = () => {}) {
  const present = layers.filter((layer) => map.getLayer(layer));
  if (present.length === 0) return null;
  try {
    const [hit] = map.queryRenderedFeatures(point, { layers: present });
    return hit ?? null;
  } catch {
    renew();
    return null;
  }
}
