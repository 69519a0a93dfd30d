System.Console.WriteLine("interop peer");
