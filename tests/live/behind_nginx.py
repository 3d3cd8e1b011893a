"""deploy/nginx.conf with a real nginx before two processes on one database: what is written through it
is in the answers of both, and nothing of it is kept on the way.
"""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile

from service import ASK, Service, await_true

EXAMPLE = os.path.join(os.path.dirname(__file__), "../../deploy/nginx.conf")
# More than two, so that both processes are asked.
N_ASKED = 20
WORDS = "今天检修，明天照常 – “closed”"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def replaced(text, old, new):
    """The example must have what stands here, or nothing would be tested."""
    assert old in text, old
    return text.replace(old, new)


class Nginx(Service):
    """The example on free ports, asked as a service is; ended with end()."""

    def __init__(self, services):
        self.folder = tempfile.mkdtemp(prefix="yizhan-nginx-")
        self.port = free_port()
        with open(EXAMPLE) as example:
            conf = example.read()
        first, second = services
        # The second line is a comment in the example.
        conf = replaced(conf, "server 127.0.0.1:8080;", f"server 127.0.0.1:{first.port};")
        conf = replaced(conf, "# server 127.0.0.1:8081;", f"server 127.0.0.1:{second.port};")
        conf = re.sub(r".*listen \[::\].*\n", "", conf)
        conf = replaced(conf, "listen 80;", f"listen 127.0.0.1:{free_port()};")
        conf = replaced(conf, "listen 443 ", f"listen 127.0.0.1:{self.port} ")
        for folder in ("/var/cache/nginx/yizhan", "/var/log/nginx", "/etc/ssl/yizhan"):
            conf = replaced(conf, folder, self.folder)
        self.write_file("yizhan.conf", conf)
        user = "user root;" if os.geteuid() == 0 else ""
        paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{one}_temp_path {self.folder}/{one};" for one in paths)
        self.write_file("nginx.conf", f"""daemon off; {user} pid {self.folder}/pid;
            error_log {self.folder}/start.log; events {{ worker_connections 256; }}
            http {{ include {self.folder}/yizhan.conf; {paths} }}""")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=stations.example.org", "-keyout", f"{self.folder}/privkey.pem",
             "-out", f"{self.folder}/fullchain.pem"], check=True, **quiet)
        command = ["nginx", "-c", f"{self.folder}/nginx.conf", "-p", self.folder]
        self.process = subprocess.Popen(command, **quiet)
        await_true("nginx answers", 30, self.answers)

    def write_file(self, name, text):
        with open(os.path.join(self.folder, name), "w") as out:
            out.write(text)

    def answers(self):
        try:
            return self.send("GET", "/health/ready")[0] == 200
        except OSError:
            return False

    def connect(self):
        unverified = ssl._create_unverified_context()
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=unverified)

    def logs(self):
        texts = []
        for name in ("yizhan.log", "yizhan-error.log", "start.log"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                with open(path) as log:
                    texts.append(log.read())
        return "".join(texts)

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def reasons(service):
    """Why the nearest station is open or not, asked again and again."""
    asked = [service.get(ASK)["features"][0]["properties"] for _ in range(N_ASKED)]
    return {one["open_reason"] for one in asked}


def n_questions(service):
    text = service.send("GET", "/metrics")[2]
    route = 'route="/v1/stations/nearest",method="GET",status="200"'
    counted = re.search(rf"^yizhan_http_requests_total{{{route}}} (\S+)$", text, re.M)
    return int(counted.group(1)) if counted else 0


def written_through(nginx, services, token, patience_s, check):
    """A notice: its way there, its place in all answers, and its end."""
    before = [n_questions(service) for service in services]
    body = {"kind": "closed", "text": WORDS}
    status, headers, text = nginx.send("POST", "/v1/stations/s0/notices", body, token)
    check("a notice is written through nginx", status == 201 and WORDS in text, status)
    notice = headers["location"].rsplit("/", 1)[1]
    for service in services:
        await_true("it is known", patience_s, lambda: notice in service.notices())
    check("it is in both processes' answers", True)
    check("every answer through nginx has it", reasons(nginx) == {"notice"})
    feed = "/v1/stations.geojson?at=now"
    answers = [nginx.send("GET", feed)[1:] for _ in range(4)]
    check("so has the feed of now, which no cache keeps",
          all(WORDS in text and head["x-cache-status"] == "MISS" for head, text in answers))
    asked = [n_questions(service) - old for service, old in zip(services, before)]
    check("both were asked", min(asked) > 0 and sum(asked) == N_ASKED, asked)
    status = nginx.send("DELETE", f"/v1/notices/{notice}", token=token)[0]
    check("it is withdrawn through nginx", status == 204, status)
    for service in services:
        await_true("it is over", patience_s, lambda: notice not in service.notices())
    check("no answer through nginx has it any more", "notice" not in reasons(nginx))


def inbox_through(nginx, token, check):
    """What only a keeper may read is read by no one after the keeper."""
    report = {"what": "other", "text": WORDS, "reporter": "a-random-id"}
    status = nginx.send("POST", "/v1/stations/s1/reports", report)[0]
    check("a report is written through nginx", status == 202, status)
    reports = "/v1/reports?station=s1&state=new"
    status, _, text = nginx.send("GET", reports, token=token)
    check("its keeper reads it", status == 200 and WORDS in text, status)
    others = {nginx.send("GET", reports)[0] for _ in range(4)}
    check("without the token it is not read", others == {401}, others)
    found = re.search(r'"id":"([0-9a-f]{32})"', text).group(1)
    status, _, text = nginx.send("PATCH", f"/v1/reports/{found}", {"state": "confirmed"}, token)
    check("its keeper answers it", status == 200 and '"confirmed"' in text, status)


def one_process_ends(nginx, one, token, check):
    one.kill()
    statuses = {nginx.send("GET", ASK)[0] for _ in range(N_ASKED)}
    check("while one process is away, every question is answered", statuses == {200}, statuses)
    statuses = [nginx.write(token, f"s{n}")[0] for n in range(2, 8)]
    check("and every write is taken", set(statuses) == {201}, statuses)


def behind_nginx(services, token, patience_s, check):
    """All of it; ends the first of the services."""
    nginx = Nginx(services)
    try:
        written_through(nginx, services, token, patience_s, check)
        inbox_through(nginx, token, check)
        one_process_ends(nginx, services[0], token, check)
        logs = nginx.logs()
        check("nginx's log has the writes", " POST " in logs)
        check("and neither tokens nor texts", token not in logs and WORDS not in logs)
    finally:
        nginx.end()
