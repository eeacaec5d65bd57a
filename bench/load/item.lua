-- GET an item by its number
local C = dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "common.lua")
function init(args) C.init(args) end

function request()
  local project = C.pick()
  return C.get(project, "/items/" .. math.random(project.items))
end
