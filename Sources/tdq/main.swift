print("tdq")
