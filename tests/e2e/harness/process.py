"""Child processes that never outlive the test run."""

import ctypes
import signal
import socket
import subprocess

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def free_port():
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Child:
    """One program with its output in a file."""

    def __init__(self, command, log_path, cwd=None, env=None):
        self.log_path = log_path
        self._log = open(log_path, "ab")
        self._process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=self._log,
            stderr=subprocess.STDOUT, cwd=cwd, env=env, preexec_fn=_die_with_parent,
        )

    @property
    def pid(self):
        """The process id."""
        return self._process.pid

    def running(self):
        """True until the program has ended."""
        return self._process.poll() is None

    def signal(self, number):
        """Sends a signal if the program still runs."""
        if self.running():
            self._process.send_signal(number)

    def kill9(self):
        """SIGKILL, and gone when this returns."""
        self.signal(signal.SIGKILL)
        self._process.wait()
        self._log.close()

    def stop(self, patience=5):
        """SIGTERM, then SIGKILL when that was not enough; returns the exit status."""
        self.signal(signal.SIGTERM)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        return self._process.returncode

    def output(self):
        """Everything the program has written so far."""
        return self.log_path.read_text(errors="replace")


def _die_with_parent():
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
