import time, pathlib
from exports.converted import converted, Note
from pipeline import decoding
from flows.settings import load
from models.signature import Authorities
from flows.authorities import authorities
L=load({})[0].limits
n=Note("Bản chuyển đổi từ hồ sơ giấy · lô hop-12 · ngày 27/11/2026 · người thực hiện: lan, hoa",{"batch":"hop-12"})
p=pathlib.Path('/tmp/sign-real.pdf')
converted(p,n); t=time.process_time()
for _ in range(10): converted(p,n)
print('CPU s a copy of one page', (time.process_time()-t)/10, p.stat().st_size)
big=pathlib.Path('samples/ho-so-benh-an.pdf'); decoding.signatures(big,Authorities(),L)
t=time.perf_counter(); [decoding.signatures(big,Authorities(),L) for _ in range(20)]; print('wall s unsigned', (time.perf_counter()-t)/20, big.stat().st_size)
a=authorities(load({'SOHOA_SIGNING_AUTHORITIES':'/tmp/sign-ca/authorities'})[0].signing)
s=pathlib.Path('/tmp/sign-o.pdf'); t=time.perf_counter(); print(decoding.signatures(s,a,L)); print('first signed', time.perf_counter()-t)
t=time.perf_counter(); [decoding.signatures(s,a,L) for _ in range(20)]; print('wall s signed', (time.perf_counter()-t)/20)
