importScripts('/nextreel-sw.js?embedded'); // nextreel
importScripts('/ngsw-worker.js');
