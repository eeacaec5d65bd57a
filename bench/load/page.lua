-- GET one of the full pages of 20 items of one of seven types: two in a project of 400, and the first fifty in a large one
local C = dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "common.lua")
function init(args) C.init(args) end

local types = { "Budget", "Risk", "Action%20Item", "Issue", "Decision", "Deliverable", "Plan%20Item" }

function request()
  local project = C.pick()
  local pages = math.min(50, math.floor(project.items / #types / 20))
  return C.get(project, "/items?type=" .. types[math.random(#types)] .. "&" .. C.page(math.random(pages)))
end
