#!/usr/bin/env python3
"""Opens a day of three leads at 250 Hz in each of three formats and prints what it took.

Arguments: make-day and bench-size, as meson builds them. Each program has a screen of its own
(xvfb-run) and a home of its own. Beside the EDF+ file: the time that EDFbrowser takes to show all
of it, where that and xdotool are installed. HOURS in the environment makes it longer than a day.

A frame is a step (pan, zoom or jump) and the whole page drawn offscreen by cairo: by the clock, and
by what the drawing thread has worked, in which other programs do not count. `window` is the
same through the window and the X server. `survey` are frames while the recording is gone through.
`load` is the machine's before it: nothing by the clock is to be believed where it is not near 0.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
FILES = ["day.hea", "day.edf", "day.flac"]
SCREEN = "-screen 0 1920x1080x24"


def environment(home):
    """A home of its own, a plain renderer, no screen reader; GTK may warn of a page that is drawn
    offscreen while the window is about to lay it out."""
    env = {key: value for key, value in os.environ.items()
           if key not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "G_DEBUG")}
    runtime = os.path.join(home, "runtime")
    os.makedirs(runtime, mode=0o700, exist_ok=True)
    env.update(HOME=home, XDG_RUNTIME_DIR=runtime, XDG_CACHE_HOME=os.path.join(home, "cache"),
               XDG_DATA_HOME=os.path.join(home, "data"), XDG_CONFIG_HOME=os.path.join(home, "config"),
               GDK_BACKEND="x11", GSK_RENDERER="cairo", GTK_A11Y="none", GSETTINGS_BACKEND="memory",
               QT_QPA_PLATFORM="xcb")
    return env


def on_screen(command, home, timeout):
    return subprocess.run(["xvfb-run", "-a", "-s", SCREEN, "dbus-run-session", "--"] + command,
                          env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=timeout, text=True, check=False)


def measure(bench, path, home):
    """Returns what bench-size prints, as a dictionary; empty where it could not."""
    try:
        done = on_screen([bench, path], home, 1200)
    except subprocess.TimeoutExpired:
        return {}
    return dict(pair.split("=") for pair in done.stdout.split()) if done.returncode == 0 else {}


COLUMNS = [("load", "load"), ("first", "first paint"), ("known", "all known"),
           ("early-offscreen-worked-99", "survey: 99 % worked"), ("late-offscreen-worked-50", "50 % worked"),
           ("late-offscreen-worked-99", "99 % worked"), ("late-offscreen-99", "99 % by the clock"),
           ("late-window-worked-99", "window: 99 % worked"), ("rss", "resident"), ("peak", "peak")]


def row(name, values):
    cells = [values.get(key, "-").rjust(len(title)) for key, title in COLUMNS]
    print(f"{name:<22}", "  ".join(cells), flush=True)


def cpu_and_memory(pid):
    """Seconds that a process has worked, and its resident megabytes."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks, int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait_for_rest(pid, limit):
    """Waits until the process has done nothing for two seconds; returns when it last worked."""
    last, busy_until = cpu_and_memory(pid)[0], time.monotonic()
    while time.monotonic() < limit:
        time.sleep(0.02)
        now = cpu_and_memory(pid)[0]
        if now > last:
            last, busy_until = now, time.monotonic()
        elif time.monotonic() - busy_until > 2.0:
            break
    return busy_until


MONTAGE_SIGNAL = """<signalcomposition><num_of_signals>1</num_of_signals><voltpercm>1.0</voltpercm>
<screen_offset>0.0</screen_offset><polarity>1</polarity><color>12</color><fidfilter_cnt>0</fidfilter_cnt>
<ravg_filter_cnt>0</ravg_filter_cnt><signal><edfindex>{index}</edfindex><factor>1.0</factor></signal>
</signalcomposition>"""


def write_montage(path, hours):
    """All three leads, all of the recording on one page."""
    with open(path, "w", encoding="ascii") as out:
        out.write('<?xml version="1.0"?>\n<EDFbrowser_montage>\n')
        for index in range(3):
            out.write(MONTAGE_SIGNAL.format(index=index))
        out.write(f"<pagetime>{int(float(hours) * 3600 * 1e7)}</pagetime>\n</EDFbrowser_montage>\n")


def edfbrowser(path, montage):
    """On the screen that is there: from its start to the whole recording drawn, then one pan."""
    began = time.monotonic()
    child = subprocess.Popen(["edfbrowser", path, montage], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    try:
        shown = wait_for_rest(child.pid, began + 120)
        name = ["search", "--sync", "--onlyvisible", "--name", "EDFbrowser"]
        subprocess.run(["xdotool"] + name + ["windowsize", "1920", "1080", "windowfocus", "--sync"],
                       check=False)
        wait_for_rest(child.pid, time.monotonic() + 30)
        before, worked = time.monotonic(), cpu_and_memory(child.pid)[0]
        subprocess.run(["xdotool", "key", "Right"], check=False)
        panned = wait_for_rest(child.pid, before + 60)
        worked_after, memory = cpu_and_memory(child.pid)
        print(f"shown={1e3 * (shown - began):.0f} worked={1e3 * worked:.0f} "
              f"pan={1e3 * (panned - before):.0f} worked={1e3 * (worked_after - worked):.0f} "
              f"rss={memory:.0f}")
        if "PICTURE" in os.environ:
            subprocess.run(["import", "-window", "root", os.environ["PICTURE"]], check=False)
    finally:
        child.kill()
        child.wait()


def measure_edfbrowser(path, home, hours):
    if not shutil.which("edfbrowser") or not shutil.which("xdotool"):
        print("EDFbrowser             skipped: edfbrowser or xdotool is not installed")
        return
    montage = os.path.join(home, "day.mtg")
    write_montage(montage, hours)
    load = f"load={os.getloadavg()[0]:.0f}"
    try:
        done = on_screen([sys.executable, os.path.abspath(__file__), "--edfbrowser", path, montage], home, 600)
        said = done.stdout.strip() or "could not be driven"
    except subprocess.TimeoutExpired:
        said = "did not come to rest"
    print(f"EDFbrowser             {load} {said}", flush=True)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--edfbrowser":
        edfbrowser(*sys.argv[2:])
        return 0
    make_day, bench = sys.argv[1:3]
    hours = os.environ.get("HOURS", "24")
    if not shutil.which("xvfb-run") or not shutil.which("dbus-run-session"):
        print("skipped: there is no screen (xvfb-run, dbus-run-session)")
        return SKIPPED
    print(f"{hours} h, 3 leads, 250 Hz, window of 1920 x 1080; milliseconds, megabytes. Wanted: first paint "
          "< 200, 99 % of frames < 16, resident < 300")
    print(" " * 22, "  ".join(title for _, title in COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            path = os.path.join(folder, name)
            made = subprocess.run([make_day, folder, hours, name], check=False, stderr=subprocess.DEVNULL)
            if made.returncode != 0:
                print(f"{name:<20} skipped: this program does not write it")
                continue
            for turn in ("first time", "from cache"):
                load = f"{os.getloadavg()[0]:.0f}"
                row(f"{name}, {turn}", {"load": load, **measure(bench, path, folder)})
            if name == "day.edf":
                measure_edfbrowser(path, folder, hours)
            os.remove(path)
    return 0


sys.exit(main())
