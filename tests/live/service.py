"""A yizhan of one's own (YIZHAN_BIN), asked over HTTP."""

import http.client
import json
import os
import re
import subprocess
import tempfile
import time

BIN = os.path.realpath(os.environ.get("YIZHAN_BIN", "target/debug/yizhan"))
N_STATIONS = 100
ASK = "/v1/stations/nearest?lat=30&lon=110&open=any"


def stations_file(folder):
    """Stations s0 to s99, in a file."""
    features = [
        {
            "type": "Feature",
            "id": f"s{n}",
            "geometry": {"type": "Point", "coordinates": [110 + n / 10_000, 30]},
            "properties": {"name": f"s{n}", "opening_hours": "24/7"},
        }
        for n in range(N_STATIONS)
    ]
    path = os.path.join(folder, "stations.geojson")
    with open(path, "w") as out:
        json.dump({"type": "FeatureCollection", "features": features}, out)
    return path


def environment(url):
    """The address of the database stands where other users cannot read it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("YIZHAN_")}
    return {**kept, "YIZHAN_LIVE": url}


def command(url, *arguments):
    """The standard output of a command that must succeed."""
    done = subprocess.run(
        [BIN, *arguments], env=environment(url), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def await_true(what, seconds, ask):
    """Waits until something is so; how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if ask():
            return time.monotonic() - began
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds} s: {what}")


class Service:
    """A server, ended with kill()."""

    running = []

    def __init__(self, url, stations):
        self.log_file = tempfile.NamedTemporaryFile("r", prefix="yizhan-log-")
        self.process = subprocess.Popen(
            [BIN, "serve", stations, "--listen", "127.0.0.1:0"],
            env=environment(url), stdout=subprocess.DEVNULL,
            stderr=open(self.log_file.name, "w"),
        )
        Service.running.append(self)
        await_true("it is ready", 60, lambda: "ready" in self.log())
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", self.log()).group(1))

    def log(self):
        with open(self.log_file.name) as log:
            return log.read()

    def kill(self):
        self.process.kill()
        self.process.wait()
        if self in Service.running:
            Service.running.remove(self)

    def end(self):
        """As the system ends a service."""
        self.process.terminate()
        assert self.process.wait(30) == 0
        Service.running.remove(self)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def send(self, method, path, body=None, token=None, connection=None):
        """The status, the headers and the text of an answer."""
        connection = connection or self.connect()
        headers = {"authorization": f"Bearer {token}"} if token else {}
        text = json.dumps(body) if body is not None else None
        connection.request(method, path, body=text, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def get(self, path, connection=None):
        status, _, text = self.send("GET", path, connection=connection)
        assert status == 200, (path, status, text)
        return json.loads(text)

    def write(self, token, station="s0", connection=None):
        """The status of a new notice, and its id."""
        path = f"/v1/stations/{station}/notices"
        body = {"kind": "crowded"}
        status, _, text = self.send("POST", path, body, token, connection)
        return status, json.loads(text).get("id")

    def notices(self):
        return {notice["id"] for notice in self.get("/v1/live.json")["notices"]}

    def live(self):
        return self.get("/v1/meta")["live"]

    def metric(self, name):
        text = self.send("GET", "/metrics")[2]
        return float(re.search(rf"^{re.escape(name)} (\S+)$", text, re.M).group(1))
