"""A PostgreSQL server of one's own, from Debian's packages, on a unix socket in a folder."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

PASSWORD = "hush-hush"


class PostgreSQL:
    """Started by start(), which may be called again after stop() or kill()."""

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not found:
            raise SystemExit("there is no PostgreSQL; tests/live/install brings it")
        self.bin = found[-1]
        self.folder = tempfile.mkdtemp(prefix="yizhan-pg-")
        self.data = os.path.join(self.folder, "data")
        # PostgreSQL does not run as root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        os.chmod(self.folder, 0o755)
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "yizhan", "-E", "UTF8")
        settings = f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n"
        with open(os.path.join(self.data, "postgresql.conf"), "a") as conf:
            conf.write(settings)
        self.start()
        self.sql("CREATE DATABASE live", "postgres")

    @property
    def url(self):
        """Its address, with a password that nothing may show."""
        return f"postgres://yizhan:{PASSWORD}@localhost/live?host={self.folder}"

    def _run(self, program, *arguments):
        command = [*self.user, os.path.join(self.bin, program), *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, cwd="/", **quiet)

    def start(self):
        log = os.path.join(self.folder, "log")
        for attempt in range(20):
            try:
                self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "start")
                return
            except subprocess.CalledProcessError:
                # What was killed may not have let go of its memory yet.
                if attempt == 19:
                    with open(log) as lines:
                        sys.stderr.write(lines.read()[-2000:])
                    raise
                time.sleep(0.3)

    def stop(self):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def kill(self):
        """Ends it as the power does: no process of it comes to write anything more."""
        with open(os.path.join(self.data, "postmaster.pid")) as pid_file:
            postmaster = int(pid_file.readline())
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(postmaster)], capture_output=True, text=True
        )
        for pid in [postmaster, *map(int, children.stdout.split())]:
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass
        # Where no process collects dead processes, the file would name one that seems to live.
        os.remove(os.path.join(self.data, "postmaster.pid"))

    def sql(self, text, database="live"):
        command = [os.path.join(self.bin, "psql"), "-h", self.folder, "-U", "yizhan", "-At"]
        done = subprocess.run(
            [*self.user, *command, "-c", text, database],
            capture_output=True, text=True, check=True, cwd="/",
        )
        return done.stdout.strip()

    def remove(self):
        try:
            self.stop()
        except subprocess.CalledProcessError:
            pass
        shutil.rmtree(self.folder, ignore_errors=True)
