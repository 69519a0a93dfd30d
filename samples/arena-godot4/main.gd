# A player of the arena. Arrow keys walk, the space bar says hello. Run the C# server first:
#   dotnet run --project samples/ArenaServer -- --engine 4
extends Node2D

const SERVER := "127.0.0.1"
const PORT := 7777

var where := {}

func _ready() -> void:
	var peer := ENetMultiplayerPeer.new()
	peer.create_client(SERVER, PORT)
	multiplayer.multiplayer_peer = peer
	multiplayer.connected_to_server.connect(func(): print("joined as ", multiplayer.get_unique_id()))
	multiplayer.connection_failed.connect(func(): print("no server"))
	multiplayer.server_disconnected.connect(func(): print("server gone"))

func _physics_process(_delta: float) -> void:
	if multiplayer.multiplayer_peer.get_connection_status() != MultiplayerPeer.CONNECTION_CONNECTED:
		return
	move.rpc_id(1, Input.get_vector("ui_left", "ui_right", "ui_up", "ui_down"))
	if Input.is_action_just_pressed("ui_accept"):
		say.rpc_id(1, "hello")

func _draw() -> void:
	for id in where:
		draw_circle(where[id], 10, Color.ORANGE if id == multiplayer.get_unique_id() else Color.WHITE)

# Called on the server, which is no Godot: only their names and their order matter here.
@rpc("any_peer", "unreliable_ordered")
func move(_direction: Vector2) -> void:
	pass

@rpc("any_peer", "reliable")
func say(_text: String) -> void:
	pass

# Called by the server.
@rpc("authority", "unreliable_ordered")
func positions(all: Dictionary) -> void:
	where = all
	queue_redraw()

@rpc("authority", "reliable")
func heard(from: int, text: String) -> void:
	print(from, ": ", text)
