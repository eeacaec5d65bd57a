# Which engine to build for (docs/engine.md): the environment, else the choice kept, else what can be restored.
# shellcheck shell=bash disable=SC2154

ENGINE_FILE=$ROOT/.braid/engine.props

# Sets and exports ActorEngine and says in one line which and why.
choose_engine() {
    local why
    case ${ActorEngine:-} in
        Orleans | Embedded) why="ActorEngine in the environment" ;;
        '') why= ;;
        *) fail "ActorEngine is '$ActorEngine'; it must be Orleans or Embedded" ;;
    esac
    if [ -z "$why" ] && [ -f "$ENGINE_FILE" ]; then
        ActorEngine=$(sed -n 's:.*<ActorEngine>\([A-Za-z]*\)</ActorEngine>.*:\1:p' "$ENGINE_FILE")
        why="$(sed -n 's:.*<!-- \(.*\) -->.*:\1:p' "$ENGINE_FILE"), kept in .braid/engine.props; set ActorEngine to choose by hand"
        case $ActorEngine in Orleans | Embedded) ;; *) why= ;; esac
    fi
    [ -n "$why" ] || probe_engine
    export ActorEngine
    say "engine: $(printf '%s' "$ActorEngine" | tr '[:upper:]' '[:lower:]') ($why)"
}

# Tries to restore the Orleans packages. A definite answer is kept; that the feed did not answer today is not.
probe_engine() {
    local log=$ROOT/.braid/engine-probe.log
    mkdir -p "$ROOT/.braid"
    if ActorEngine=Orleans limit 180 dotnet restore "$ROOT/BraidMgr.sln" -v q --nologo -nodeReuse:false >"$log" 2>&1 </dev/null; then
        ActorEngine=Orleans
        why="the Orleans packages restore"
        keep_engine
    elif grep -qE 'NU110[123]' "$log"; then
        ActorEngine=Embedded
        why="the Orleans packages cannot be restored from the configured feed"
        keep_engine
        why="$why; set ActorEngine=Orleans to insist"
    else
        ActorEngine=Embedded
        why="restoring the Orleans packages failed, see .braid/engine-probe.log; set ActorEngine=Orleans to insist"
    fi
}

# Directory.Build.props imports the file, so that plain dotnet build and dotnet test use the same engine.
keep_engine() {
    cat >"$ENGINE_FILE" <<XML
<Project>
  <!-- $why -->
  <PropertyGroup>
    <ActorEngine>$ActorEngine</ActorEngine>
  </PropertyGroup>
</Project>
XML
}
