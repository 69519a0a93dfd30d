System.Console.WriteLine("enet");
