// The signs of the states on the map, as images: filled if open, hollow with a bar if closed, a
// dashed rim with a question mark if unknown; and rings that divide a cluster by them. The style
// sheets draw the same for list and legend.

const SCALE = 2;
const POINT_PX = 20;
const PROPOSED_PX = 26;
const RING_PX = 48;
// A ring is divided into this many parts.
export const RING_PARTS = 16;
const TURN = Math.PI * 2;

// The image of that name, `{data, pixelRatio}` as the map library takes it; null if it is none of
// these. `colours` are those of the scheme.
export function signOf(name, colours) {
  const point = /^sign-(open|closed|unknown|proposed)$/.exec(name);
  if (point) return image(point[1] === 'proposed' ? PROPOSED_PX : POINT_PX, (pen) => POINTS[point[1]](pen, colours));
  const ring = /^ring-(\d+)-(\d+)$/.exec(name);
  return ring ? image(RING_PX, (pen) => drawRing(pen, Number(ring[1]), Number(ring[2]), colours)) : null;
}

function image(sizePx, draw) {
  const canvas = document.createElement('canvas');
  canvas.width = sizePx * SCALE;
  canvas.height = sizePx * SCALE;
  const pen = canvas.getContext('2d');
  pen.scale(SCALE, SCALE);
  pen.translate(sizePx / 2, sizePx / 2);
  draw(pen);
  return { data: pen.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: SCALE };
}

const POINTS = {
  open(pen, { open, halo }) {
    disc(pen, 8, halo);
    disc(pen, 6.5, open);
  },
  closed(pen, { closed, halo }) {
    disc(pen, 8.5, halo);
    circle(pen, 6, 2, closed);
    stroke(pen, [-3.2, 0, 3.2, 0], 2.2, closed);
  },
  proposed(pen, { text, halo }) {
    square(pen, 12.5, halo);
    square(pen, 11, text);
  },
  unknown(pen, { unknown, halo }) {
    disc(pen, 9, halo);
    pen.setLineDash([2.6, 2.1]);
    circle(pen, 7, 1.6, unknown);
    pen.setLineDash([]);
    pen.fillStyle = unknown;
    pen.font = 'bold 11px sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText('?', 0, 0.5);
  },
};

// Open parts thick, unknown ones dashed, closed ones thin, from the top with the clock.
function drawRing(pen, open, unknown, { halo, ...colours }) {
  disc(pen, 23, halo);
  pen.rotate(-TURN / 4);
  const arc = (from, to, width, colour) => {
    if (to > from) circle(pen, 19, width, colour, (from / RING_PARTS) * TURN, (to / RING_PARTS) * TURN);
  };
  arc(0, open, 6, colours.open);
  pen.setLineDash([3, 2.5]);
  arc(open, open + unknown, 4, colours.unknown);
  pen.setLineDash([]);
  arc(open + unknown, RING_PARTS, 2, colours.closed);
}

function disc(pen, radius, colour) {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, TURN);
  pen.fillStyle = colour;
  pen.fill();
}

function square(pen, half, colour) {
  pen.beginPath();
  pen.roundRect(-half, -half, 2 * half, 2 * half, 3);
  pen.fillStyle = colour;
  pen.fill();
}

function circle(pen, radius, width, colour, from = 0, to = TURN) {
  pen.beginPath();
  pen.arc(0, 0, radius, from, to);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke();
}

function stroke(pen, [x, y, toX, toY], width, colour) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.lineWidth = width;
  pen.lineCap = 'round';
  pen.strokeStyle = colour;
  pen.stroke();
}
