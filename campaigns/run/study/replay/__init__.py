"""Would another strategy have got there sooner, on a campaign's own cells?"""
