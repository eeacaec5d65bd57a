-- GET a project
local C = dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "common.lua")
function init(args) C.init(args) end

function request() return C.get(C.pick(), "") end
