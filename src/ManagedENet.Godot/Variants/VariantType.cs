namespace ManagedENet.Godot.Variants;

/// <summary>What a <see cref="Variant"/> holds. The numbers are Godot 4's; Godot 3's differ on the wire and are translated.</summary>
public enum VariantType
{
    /// <summary>Nothing.</summary>
    Nil = 0,

    /// <summary>True or false.</summary>
    Bool = 1,

    /// <summary>A whole number of 64 bits.</summary>
    Int = 2,

    /// <summary>A number of double precision (Godot 3: <c>REAL</c>).</summary>
    Float = 3,

    /// <summary>Text.</summary>
    String = 4,

    /// <summary>Two numbers.</summary>
    Vector2 = 5,

    /// <summary>Two whole numbers. Not in Godot 3.</summary>
    Vector2I = 6,

    /// <summary>Position and size in the plane.</summary>
    Rect2 = 7,

    /// <summary>Position and size in whole numbers. Not in Godot 3.</summary>
    Rect2I = 8,

    /// <summary>Three numbers.</summary>
    Vector3 = 9,

    /// <summary>Three whole numbers. Not in Godot 3.</summary>
    Vector3I = 10,

    /// <summary>A transformation of the plane.</summary>
    Transform2D = 11,

    /// <summary>Four numbers. Not in Godot 3.</summary>
    Vector4 = 12,

    /// <summary>Four whole numbers. Not in Godot 3.</summary>
    Vector4I = 13,

    /// <summary>A plane: its normal and its distance from the origin.</summary>
    Plane = 14,

    /// <summary>A rotation (Godot 3: <c>QUAT</c>).</summary>
    Quaternion = 15,

    /// <summary>A box along the axes.</summary>
    Aabb = 16,

    /// <summary>A matrix of three rows and three columns.</summary>
    Basis = 17,

    /// <summary>A transformation of space (Godot 3: <c>TRANSFORM</c>).</summary>
    Transform3D = 18,

    /// <summary>A matrix of four rows and four columns. Not in Godot 3.</summary>
    Projection = 19,

    /// <summary>Red, green, blue and opacity.</summary>
    Color = 20,

    /// <summary>Text that is kept once. Not in Godot 3.</summary>
    StringName = 21,

    /// <summary>A way through the tree of nodes.</summary>
    NodePath = 22,

    /// <summary>The handle of a resource.</summary>
    Rid = 23,

    /// <summary>An object, of which only its number travels.</summary>
    Object = 24,

    /// <summary>A function; it does not travel and arrives as an empty one. Not in Godot 3.</summary>
    Callable = 25,

    /// <summary>The name of a signal and its object's number. Not in Godot 3.</summary>
    Signal = 26,

    /// <summary>Pairs of keys and values, in order.</summary>
    Dictionary = 27,

    /// <summary>Any values.</summary>
    Array = 28,

    /// <summary>Bytes (Godot 3: <c>POOL_BYTE_ARRAY</c>).</summary>
    PackedByteArray = 29,

    /// <summary>Whole numbers of 32 bits (Godot 3: <c>POOL_INT_ARRAY</c>).</summary>
    PackedInt32Array = 30,

    /// <summary>Whole numbers of 64 bits. Not in Godot 3.</summary>
    PackedInt64Array = 31,

    /// <summary>Numbers of single precision (Godot 3: <c>POOL_REAL_ARRAY</c>).</summary>
    PackedFloat32Array = 32,

    /// <summary>Numbers of double precision. Not in Godot 3.</summary>
    PackedFloat64Array = 33,

    /// <summary>Texts (Godot 3: <c>POOL_STRING_ARRAY</c>).</summary>
    PackedStringArray = 34,

    /// <summary>Pairs of numbers (Godot 3: <c>POOL_VECTOR2_ARRAY</c>).</summary>
    PackedVector2Array = 35,

    /// <summary>Triples of numbers (Godot 3: <c>POOL_VECTOR3_ARRAY</c>).</summary>
    PackedVector3Array = 36,

    /// <summary>Colours (Godot 3: <c>POOL_COLOR_ARRAY</c>).</summary>
    PackedColorArray = 37,

    /// <summary>Quadruples of numbers; Godot 4.3 and later.</summary>
    PackedVector4Array = 38,
}
