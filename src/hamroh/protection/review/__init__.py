"""Some of the closed enquiries are looked at again, by somebody else: was the answer right, was danger seen, was it said kindly?"""
