# title: Who is in a membership of a cluster is a member of it
# title@pt: Quem está numa afiliação a um cluster é membro dele
# title@it: Chi è in un'adesione a un cluster ne è membro
# title@ro: Cine este într-o apartenență la un cluster este membru al lui
# source: a property chain of OWL 2 cannot ask for the class of what stands in its middle: an affiliation makes no member
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
INSERT { ?cluster csc:hasMember ?member }
WHERE { ?membership csc:inCluster ?cluster ; csc:member ?member ; a csc:Membership }
