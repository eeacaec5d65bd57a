-- POST a message into one of the ten chat sessions of a project
local C = dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "common.lua")
local sessions = {}
local n = 0

-- The fillings compute ids the same way: project P of organization O is O * 1000 + P, its sessions are O * 1000 + P * 10 and the next nine.
function init(args)
  C.init(args)
  for _, project in ipairs(C.projects) do
    local number = tonumber(project.id:sub(-12), 16)
    local first = number - number % 1000 + number % 1000 * 10
    for session = first, first + 9 do
      sessions[#sessions + 1] = {
        path = string.format("%s/chat/sessions/00000000-0000-4000-9000-%012x/messages", args[3], session), head = project.head }
    end
  end
end

function request()
  n = n + 1
  return C.send("POST", sessions[math.random(#sessions)], "", '{"content":"Message ' .. n ..
    ': the vendor has confirmed the date; the steering group asked for an updated estimate."}')
end
