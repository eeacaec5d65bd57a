-- PUT three fields of an item
local C = dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "common.lua")
function init(args) C.init(args) end

local n = 0

function request()
  local project = C.pick()
  n = n + 1
  return C.send("PUT", project, "/items/" .. math.random(project.items), '{"title":"Changed title ' .. n ..
    '","percent_complete":' .. math.random(0, 99) ..
    ',"description":"Changed by the benchmark, run ' .. n .. '. The vendor has confirmed the date."}')
end
