-- What riders' apps, widgets and planners ask, mixed, for wrk. The places are those of the
-- file that PLACES names, one `lon lat id` a line. PAUSE_MS is waited before each request.
local places = {}
for line in io.lines(os.getenv("PLACES")) do
  local lon, lat, id = line:match("(%S+) (%S+) (%S+)")
  places[#places + 1] = { lon = lon, lat = lat, id = id }
end
local pause_ms = tonumber(os.getenv("PAUSE_MS") or "0")

local function nearest(place, rest)
  local path = "/v1/stations/nearest?lat=%s&lon=%s%s"
  return wrk.format("GET", path:format(place.lat, place.lon, rest))
end

local function batch()
  local origins = {}
  for number = 1, 50 do
    local place = places[math.random(#places)]
    origins[number] = ('{"id":%d,"lat":%s,"lon":%s}'):format(number, place.lat, place.lon)
  end
  local body = '{"origins":[' .. table.concat(origins, ",") .. ']}'
  return wrk.format("POST", "/v1/stations/nearest", { ["content-type"] = "application/json" }, body)
end

local function coverage(place)
  local cells = {}
  for number = 1, 100 do
    local lon = tonumber(place.lon) + (number % 10) * 0.002
    local lat = tonumber(place.lat) + math.floor(number / 10) * 0.002
    cells[number] = ('{"id":%d,"lat":%.6f,"lon":%.6f,"population":1}'):format(number, lat, lon)
  end
  local body = '{"demand":[' .. table.concat(cells, ",") .. ']}'
  return wrk.format("POST", "/v1/coverage", { ["content-type"] = "application/json" }, body)
end

-- A station may leave with a reload, so its page is asked for by an id that both sets have.
local kinds = {
  { 400, function(place) return nearest(place, "") end },
  { 200, function(place) return nearest(place, "&amenity=toilet,phone_charging&mode=ebike&minutes=20") end },
  { 100, function(place) return nearest(place, "&crs=gcj02&open=any&limit=20") end },
  { 50, function(place) return nearest(place, "&stay_minutes=30&unknown_hours=exclude&kind=public_toilet") end },
  { 100, function(place) return wrk.format("GET", "/v1/stations/" .. place.id) end },
  { 50, function(place) return wrk.format("GET", ("/v1/circle?lat=%s&lon=%s"):format(place.lat, place.lon)) end },
  { 50, function() return batch() end },
  { 10, coverage },
  { 10, function() return wrk.format("GET", "/v1/meta") end },
  { 10, function(place)
    local box = ("%.3f,%.3f,%.3f,%.3f"):format(place.lon - 0.1, place.lat - 0.1, place.lon + 0.1, place.lat + 0.1)
    return wrk.format("GET", "/v1/stations.geojson?at=now&bbox=" .. box)
  end },
  { 10, function(place)
    local box = ("%.3f,%.3f,%.3f,%.3f"):format(place.lon - 0.1, place.lat - 0.1, place.lon + 0.1, place.lat + 0.1)
    return wrk.format("GET", "/ogc/collections/stations/items?limit=100&bbox=" .. box)
  end },
  { 1, function() return wrk.format("GET", "/v1/stations.geojson", { ["accept-encoding"] = "gzip" }) end },
}
local weights = 0
for _, kind in ipairs(kinds) do weights = weights + kind[1] end

function init()
  math.randomseed(7)
end

function request()
  local pick = math.random(weights)
  for _, kind in ipairs(kinds) do
    pick = pick - kind[1]
    if pick <= 0 then return kind[2](places[math.random(#places)]) end
  end
end

function delay()
  return pause_ms
end

-- Which answers were no success, so that a failure can be looked into.
local shown = 0
function response(status, _, body)
  if status >= 400 and shown < 5 then
    shown = shown + 1
    io.stderr:write(("%d: %s\n"):format(status, body:sub(1, 300)))
  end
end

function done(summary, latency)
  local failed = summary.errors
  print(("requests %d"):format(summary.requests))
  print(("failed %d"):format(failed.connect + failed.read + failed.write + failed.status + failed.timeout))
  print(("a second %.0f"):format(summary.requests / (summary.duration / 1e6)))
  for _, part in ipairs({ 50, 99, 99.9 }) do
    print(("p%s %.2f ms"):format(part, latency:percentile(part) / 1000))
  end
end
