"""A WebKitGTK window for WebKitWebDriver, as small as a phone; MiniBrowser cannot be that small.

usage: browser.py DATA_FOLDER WIDTH HEIGHT
"""

import signal
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

# Features that Safari has and WebKitGTK disables by default.
FEATURES = {"FileSystem", "ManagedMediaSource", "StorageAPI", "StorageAPIEstimate"}

data_folder, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

settings = WebKit2.Settings(enable_mediasource=True, enable_media_stream=False)
features = WebKit2.Settings.get_all_features()
for feature in (features.get(index) for index in range(features.get_length())):
    if feature.get_identifier() in FEATURES:
        settings.set_feature_enabled(feature, True)

storage = WebKit2.WebsiteDataManager(base_data_directory=data_folder, base_cache_directory=data_folder)
context = WebKit2.WebContext(website_data_manager=storage)
context.set_automation_allowed(True)


def create_view(_session):
    view = WebKit2.WebView(
        web_context=context,
        settings=settings,
        is_controlled_by_automation=True,
        website_policies=WebKit2.WebsitePolicies(autoplay=WebKit2.AutoplayPolicy.ALLOW),
    )
    window = Gtk.Window(default_width=width, default_height=height, decorated=False)
    window.add(view)
    window.show_all()
    return view


context.connect("automation-started", lambda _context, session: session.connect("create-web-view", create_view))
GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, Gtk.main_quit)
Gtk.main()
