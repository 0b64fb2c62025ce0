filedesc://a.arc 0.0.0.0 20110314000000 text/plain 76
1 0 a
URL IP-address Archive-date Content-type Archive-length

http://a.example/ 1.2.3.4 20110314090000 text/html 52
HTTP/1.1 200 OK
Content-Type: text/html

<p>x</p>
