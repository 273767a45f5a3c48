"""The programs under test: each on loopback in its own directory, stopped by its own pid."""
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from settings import CannotRun

START_SECONDS = 15
STOP_SECONDS = 10


class NotReady(CannotRun):
    """The server did not come up; carries the end of its log."""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def http_get(port, path, timeout=5.0):
    """(status, body), or (0, b'') if nobody answers."""
    link = http.client.HTTPConnection('127.0.0.1', port, timeout=timeout)
    try:
        link.request('GET', path, headers={'Connection': 'close'})
        answer = link.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b''
    finally:
        link.close()


class Server:
    """Starts in a `with`, which ends only when the process has ended and its directory is gone."""
    name = ''
    format = 'webhook'
    ready_path = '/-/ready'

    def __init__(self, bench, preload_counter=False):
        self.bench = bench
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix=f'{self.name}-', dir=bench.scratch))
        self.storage = self.directory / 'data'
        self.port = free_port()
        self.process = None
        self.ready_seconds = None
        self._counter = self.directory / 'allocations' if preload_counter else None

    def __enter__(self):
        try:
            self.prepare()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def prepare(self):
        """Writes configuration; before the clock of a start runs."""

    def command(self):
        raise NotImplementedError

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        """Starts it and waits until ready; `ready_seconds` says how long that took."""
        command = [str(word) for word in self.command()]
        environment = self._environment()
        with open(self.directory / 'log', 'ab') as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env=environment, close_fds=True)
        self._wait_ready(began)

    def _environment(self):
        environment = dict(os.environ)
        if self._counter:
            environment['LD_PRELOAD'] = str(self.bench.programs.alloc_count)
            environment['BENCH_ALLOC_FILE'] = str(self._counter)
        return environment

    def _wait_ready(self, began):
        while time.perf_counter() - began < START_SECONDS:
            if http_get(self.port, self.ready_path)[0] in (200, 202):
                self.ready_seconds = time.perf_counter() - began
                return
            if self.process.poll() is not None:
                raise NotReady(f'{self.name} exited {self.process.returncode}: {self.log_tail()}')
            time.sleep(0.0005)
        raise NotReady(f'{self.name} is not ready after {START_SECONDS} s: {self.log_tail()}')

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_SECONDS)
        self.process = None

    def log_tail(self):
        text = (self.directory / 'log').read_text(errors='replace').strip().splitlines()
        return ' | '.join(text[-3:]) or '(no log)'

    def allocations(self):
        """The counter so far, or None if this server has none."""
        if not self._counter or not self._counter.exists():
            return None
        return int.from_bytes(self._counter.read_bytes()[:8], 'little')

    def resident_mb(self):
        """(now, peak) in MB."""
        fields = {}
        for line in pathlib.Path(f'/proc/{self.pid}/status').read_text().splitlines():
            key, _, value = line.partition(':')
            fields[key] = value.split()
        return int(fields['VmRSS'][0]) / 1024, int(fields['VmHWM'][0]) / 1024


class Alertmanager(Server):
    name = 'alertmanager'
    format = 'v2'

    def __init__(self, bench, sink_port=0, group_wait='10m'):
        super().__init__(bench)
        self._sink_port = sink_port
        self._group_wait = group_wait

    def prepare(self):
        hook = (f'  webhook_configs: [{{url: "http://127.0.0.1:{self._sink_port}/hook", '
                'send_resolved: false}]\n' if self._sink_port else '')
        (self.directory / 'am.yml').write_text(
            'route:\n  receiver: sink\n  group_by: [alertname, service]\n'
            f'  group_wait: {self._group_wait}\n  group_interval: 10m\n  repeat_interval: 4h\n'
            f'receivers:\n- name: sink\n{hook}')

    def command(self):
        return [self.bench.programs.alertmanager, f'--config.file={self.directory}/am.yml',
                f'--storage.path={self.storage}', f'--web.listen-address=127.0.0.1:{self.port}',
                '--cluster.listen-address=', '--log.level=error']

    def allocations(self):
        """Go's own count; malloc is not what it allocates with."""
        for line in http_get(self.port, '/metrics')[1].decode(errors='replace').splitlines():
            if line.startswith('go_memstats_mallocs_total '):
                return float(line.split()[1])
        return None


class Triaged(Server):
    """Without a configuration: shipped packs, its own page as chat. With a sink: one Slack chat."""
    name = 'triaged'
    channels = 100

    def __init__(self, bench, sink_port=0, preload_counter=False):
        super().__init__(bench, preload_counter)
        self._sink_port = sink_port

    def prepare(self):
        self.storage.mkdir()
        if self._sink_port:
            (self.directory / 'token').write_text('xoxb-bench\n')
            (self.directory / 'triaged.yml').write_text(self._configuration())

    def _configuration(self):
        """A channel per last two digits of the service: no channel's own limit is measured."""
        chat = (f'{{name: bench, type: slack, api_url: "http://127.0.0.1:{self._sink_port}/api/", '
                f'bot_token_file: {self.directory}/token, channel: "#bench", '
                'fallback_channel: "#bench"}')
        routes = [f'  - {{name: r{n:02}, match: [\'service=~"unit-.*{n:02}"\'], chat: bench, '
                  f'channel: "#bench-{n:02}", post_from: SEV5, mode: live}}\n'
                  for n in range(self.channels)]
        return ('sources:\n  - {name: alertmanager, type: alertmanager}\n'
                f'chats:\n  - {chat}\nroutes:\n' + ''.join(routes))

    def command(self):
        config = [f'--config.file={self.directory}/triaged.yml'] if self._sink_port else []
        return [self.bench.programs.triaged, 'serve', *config, f'--storage.path={self.storage}',
                f'--web.listen-address=127.0.0.1:{self.port}', '--log.level=warn']


class BareBeast(Server):
    name = 'bare-beast'
    ready_path = '/'

    def command(self):
        return [self.bench.programs.bare_beast, self.port]
