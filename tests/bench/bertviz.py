#!/usr/bin/python3
"""The peer for opening many heads: BertViz's model view of a run, in headless Chromium.

    tests/bench/bertviz.py RUN.npz MODEL_VIEW.JS NODE_MODULES CHROMIUM

RUN.npz is what `heed trace` wrote of a decoder. The page is the one that BertViz's model_view makes, but for its three
libraries, which are read from NODE_MODULES and not from the web. Prints a JSON line: milliseconds from the start of the
load until the second animation frame after the drawing, and the most memory that the renderer has had, in MB. The
browser has started before: its own start is not counted.
"""
import json, os, pathlib, re, subprocess, sys, tempfile, time
import numpy as np

run, script, modules, chromium = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve(), sys.argv[4]
LIBRARIES = {'d3': 'd3/dist/d3.min', 'jquery': 'jquery/dist/jquery.min'}
# Two frames after the picture is there, what was drawn has been shown.
WAIT = '''<script>
(function wait() {
    if (!document.querySelector('svg')) return requestAnimationFrame(wait);
    requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn = performance.now(); }));
})();
</script>'''


def parameters():
    arrays = np.load(run)
    layers = sum(bool(re.fullmatch(r'layers\.\d+\.attention\.weights', name)) for name in arrays.files)
    attention = np.stack([arrays[f'layers.{l}.attention.weights'] for l in range(layers)])
    tokens = [str(t) for t in arrays['tokens']]
    return {'attention': [{'name': None, 'attn': attention.tolist(), 'left_text': tokens, 'right_text': tokens}],
            'default_filter': '0', 'display_mode': 'light', 'root_div_id': 'bertviz', 'total_heads': attention.shape[1],
            'include_layers': list(range(layers)), 'include_heads': list(range(attention.shape[1]))}


def page():
    code = script.read_text()
    for name, path in LIBRARIES.items():
        code = re.sub(rf"({name}:\s*)'[^']*'", rf"\1'file://{modules}/{path}'", code)
    code = code.replace('PYTHON_PARAMS', json.dumps(parameters()))
    return (f'<script src="file://{modules}/requirejs/require.js"></script>'
            '<div id="bertviz" style="font-family:\'Helvetica Neue\', Helvetica, Arial, sans-serif;">'
            '<span style="user-select:none"></span><div id="vis"></div></div>'
            f'<script type="text/javascript">\n{code}\n</script>{WAIT}')


class Browser:
    """Chromium, spoken to by its protocol for developers through two pipes."""

    def __init__(self, profile):
        to_browser, self.to = os.pipe()
        self.back, from_browser = os.pipe()

        def pipes():  # where --remote-debugging-pipe looks for them
            a, b = os.dup(to_browser), os.dup(from_browser)
            os.dup2(a, 3), os.dup2(b, 4)

        self.process = subprocess.Popen(
            [chromium, '--headless', '--no-sandbox', '--remote-debugging-pipe', '--allow-file-access-from-files',
             '--disable-gpu', '--window-size=1440,900', f'--user-data-dir={profile}'], preexec_fn=pipes, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser), os.close(from_browser)
        self.number, self.rest = 0, b''

    def say(self, method, session=None, **words):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': words}
        if session:
            message['sessionId'] = session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        while True:
            while b'\0' not in self.rest:
                more = os.read(self.back, 1 << 16)
                if not more:
                    raise OSError('Chromium ended')
                self.rest += more
            answer, self.rest = self.rest.split(b'\0', 1)
            answer = json.loads(answer)
            if answer.get('id') == self.number:
                return answer['result']


def most_memory(browser):
    processes = browser.say('SystemInfo.getProcessInfo')['processInfo']
    peaks = []
    for process in processes:
        if process['type'] == 'renderer':
            status = pathlib.Path(f'/proc/{process["id"]}/status').read_text()
            peaks.append(int(re.search(r'VmHWM:\s*(\d+)', status)[1]) / 1024)
    return max(peaks)


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    file = pathlib.Path(folder) / 'page.html'
    file.write_text(page())
    browser = Browser(pathlib.Path(folder) / 'profile')
    try:
        target = browser.say('Target.createTarget', url='about:blank')['targetId']
        session = browser.say('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        browser.say('Page.navigate', session, url=f'file://{file}')
        drawn, end = None, time.monotonic() + 120
        while drawn is None and time.monotonic() < end:
            time.sleep(0.5)
            drawn = browser.say('Runtime.evaluate', session, expression='window.drawn')['result'].get('value')
        print(json.dumps({'ms': drawn, 'mb': most_memory(browser)}))
        browser.say('Browser.close')
    finally:
        browser.process.kill()
        browser.process.wait()
