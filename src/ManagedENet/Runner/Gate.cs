#if NET9_0_OR_GREATER
global using Gate = System.Threading.Lock;
#else
// What is locked for a moment, once or more for each message.
global using Gate = System.Object;
#endif
