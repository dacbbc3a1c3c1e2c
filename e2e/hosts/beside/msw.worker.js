importScripts('/nextreel-sw.js?embedded'); // nextreel
importScripts('/mockServiceWorker.js');
