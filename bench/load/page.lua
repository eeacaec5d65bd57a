-- GET a page of 20 items of one type, of the 57 that a project of 400 has
local C = dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "common.lua")
function init(args) C.init(args) end

local types = { "Budget", "Risk", "Action%20Item", "Issue", "Decision", "Deliverable", "Plan%20Item" }

function request()
  return C.get(C.pick(), "/items?type=" .. types[math.random(#types)] .. "&" .. C.page(math.random(2)))
end
