// Leaves at once and without a trace in Back; the link does the same, slower, when this did not load.
(function(){var l=document.querySelector(".leave");if(!l)return;
function go(e){if(e)e.preventDefault();document.documentElement.style.display="none";document.title=" ";
[].forEach.call(document.forms,function(f){f.reset()});location.replace(l.href)}
l.addEventListener("click",go);
document.addEventListener("keydown",function(e){if(e.key==="Escape")go()});
// The first fault is what a reader should hear first.
var b=document.querySelector(".errors");if(b)b.focus()})();
