# A player of the arena. Arrow keys walk, the space bar says hello. Run the C# server first:
#   dotnet run --project samples/ArenaServer -- --engine 3
# Without a display, "--bot=SECONDS" on the command line walks by itself for at least so long, says hello and ends with status 0 when it was seen and heard.
extends Node2D

var server = "127.0.0.1"
var port = 7777
var bot = 0.0
var played = 0.0
var pictures = 0
var heard_myself = false
var where = {}

func _ready():
	for a in OS.get_cmdline_args():
		if a.begins_with("--port="):
			port = int(a.substr(7, a.length()))
		if a.begins_with("--bot="):
			bot = float(a.substr(6, a.length()))
	var peer = NetworkedMultiplayerENet.new()
	peer.create_client(server, port)
	get_tree().network_peer = peer
	get_tree().connect("connected_to_server", self, "_joined")
	get_tree().connect("connection_failed", self, "_failed")
	get_tree().connect("server_disconnected", self, "_failed")

func _joined():
	print("joined as ", get_tree().get_network_unique_id())
	if bot > 0:
		rpc_id(1, "say", "hello")

func _failed():
	print("no server")
	if bot > 0:
		get_tree().quit(3)

func _physics_process(delta):
	var status = get_tree().network_peer.get_connection_status()
	if status != NetworkedMultiplayerPeer.CONNECTION_CONNECTED:
		return
	var direction = Vector2(1, 0) if bot > 0 else Vector2(
		Input.get_action_strength("ui_right") - Input.get_action_strength("ui_left"),
		Input.get_action_strength("ui_down") - Input.get_action_strength("ui_up"))
	rpc_unreliable_id(1, "move", direction)
	if bot == 0 and Input.is_action_just_pressed("ui_accept"):
		rpc_id(1, "say", "hello")
	played += delta
	var mine = where.get(get_tree().get_network_unique_id(), Vector2())
	var is_done = pictures > 10 and mine.x > 300 and heard_myself
	if bot > 0 and played > bot and (is_done or played > bot + 60):
		bot = -1
		print("bot pictures=", pictures, " x=", mine.x, " players=", where.size(), " heard=", heard_myself)
		get_tree().network_peer.close_connection()
		get_tree().quit(0 if is_done else 1)

func _draw():
	for id in where:
		draw_circle(where[id], 10, Color.orange if id == get_tree().get_network_unique_id() else Color.white)

# Called by the server. The keyword puppet lets nobody else call.
puppet func positions(all):
	where = all
	pictures += 1
	update()

puppet func heard(from, text):
	print(from, ": ", text)
	if from == get_tree().get_network_unique_id():
		heard_myself = true
